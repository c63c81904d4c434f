package io.touchstream.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.StsClient;

class AwsCallerTest {
    private final RecordedAws aws;
    private final Caller caller;

    AwsCallerTest() throws IOException {
        aws = new RecordedAws();
        caller = new AwsCaller(aws.client(StsClient.builder()));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void principals_session_areItsRoleUnderAnyPath() {
        aws.answer(identity("arn:aws:sts::111122223333:assumed-role/Admin/ada@example.org"));

        assertThat(caller.principals())
                .containsExactly("arn:aws:iam::111122223333:role/Admin", "arn:aws:iam::111122223333:role/*/Admin");
        assertThat(aws.requests).containsExactly("POST / Action=GetCallerIdentity&Version=2011-06-15");
    }

    @Test
    void principals_user_isTheUser() {
        aws.answer(identity("arn:aws:iam::111122223333:user/ada"));

        assertThat(caller.principals()).containsExactly("arn:aws:iam::111122223333:user/ada");
    }

    private static String identity(String arn) {
        return "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>" + arn
                + "</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>";
    }
}
