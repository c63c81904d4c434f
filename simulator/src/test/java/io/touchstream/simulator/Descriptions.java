package io.touchstream.simulator;

import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Describes requests in a trace, in one line each. */
final class Descriptions {
    private Descriptions() {}

    static String of(DynamoDbRequest request) {
        if (request instanceof PutItemRequest put) {
            return "put " + put.tableName() + " " + json(put.item());
        }
        if (request instanceof UpdateItemRequest update) {
            return "update " + update.tableName() + " " + json(update.key()) + " " + update.updateExpression();
        }
        if (request instanceof DeleteItemRequest delete) {
            return "delete " + delete.tableName() + " " + json(delete.key());
        }
        if (request instanceof GetItemRequest get) {
            return "get " + get.tableName() + " " + json(get.key());
        }
        if (request instanceof ScanRequest scan) {
            return "scan " + scan.tableName() + " " + scan.segment();
        }
        if (request instanceof TransactWriteItemsRequest transaction) {
            StringBuilder text = new StringBuilder("transact");
            for (TransactWriteItem item : transaction.transactItems()) {
                text.append(' ').append(of(item));
            }
            return text.toString();
        }
        return request.getClass().getSimpleName();
    }

    private static String of(TransactWriteItem item) {
        if (item.put() != null) {
            return "put " + item.put().tableName() + " " + json(item.put().item());
        }
        if (item.update() != null) {
            return "update " + item.update().tableName() + " "
                    + json(item.update().key()) + " " + item.update().conditionExpression();
        }
        return "delete " + item.delete().tableName() + " " + json(item.delete().key());
    }

    static String json(Map<String, AttributeValue> item) {
        return item == null
                ? "nothing"
                : DynamoDbJson.write(Item.of(item)).replaceAll("\\{\"[SN]\":(\"[^\"]*\")\\}", "$1");
    }
}
