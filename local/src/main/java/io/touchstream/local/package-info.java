/** What both stand-ins for AWS services share. Nothing that runs on AWS may depend on it. */
@NullMarked
package io.touchstream.local;

import org.jspecify.annotations.NullMarked;
