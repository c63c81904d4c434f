package io.touchstream.simulator;

import io.touchstream.simulator.SimulatedClient.Defect;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Sends the deletes of a move first, and then the rest of it. */
final class SplitMoves implements Defect {
    @Override
    public DynamoDbRequest apply(DynamoDbRequest request) {
        return request;
    }

    @Override
    public List<TransactWriteItemsRequest> split(TransactWriteItemsRequest request) {
        List<TransactWriteItem> deletes = request.transactItems().stream()
                .filter(part -> part.delete() != null)
                .toList();
        List<TransactWriteItem> rest = request.transactItems().stream()
                .filter(part -> part.delete() == null)
                .toList();
        return deletes.isEmpty() || rest.isEmpty()
                ? List.of(request)
                : List.of(
                        request.toBuilder().transactItems(deletes).build(),
                        request.toBuilder().transactItems(rest).build());
    }
}
