package io.touchstream.operator.service;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sts.StsClient;

/** Whoever AWS takes this process for. */
final class AwsCaller implements Caller {
    /** A session names its role without the role's path. Source: IAM user guide, "IAM identifiers". */
    private static final Pattern SESSION = Pattern.compile("arn:([^:]+):sts::(\\d+):assumed-role/([^/]+)/.+");

    private final StsClient identities;

    AwsCaller(StsClient identities) {
        this.identities = identities;
    }

    /** A role's name is unique in its account whatever its path, and a name holds no slash. */
    @Override
    public List<String> principals() {
        String caller = identities.getCallerIdentity().arn();
        Matcher session = SESSION.matcher(caller);
        if (!session.matches()) {
            return List.of(caller);
        }
        String roles = "arn:" + session.group(1) + ":iam::" + session.group(2) + ":role/";
        return List.of(roles + session.group(3), roles + "*/" + session.group(3));
    }
}
