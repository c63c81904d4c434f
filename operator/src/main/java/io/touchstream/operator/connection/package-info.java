/** Clients for an endpoint, region and profile, as the AWS CLI chooses them. */
@NullMarked
package io.touchstream.operator.connection;

import org.jspecify.annotations.NullMarked;
