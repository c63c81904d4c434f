/**
 * DynamoDB Local inside this process, for rehearsals, tests and benchmarks. It may not be reached from another machine
 * and sends nothing to one. Nothing that runs on AWS may depend on this package.
 */
@NullMarked
package io.touchstream.embedded;

import org.jspecify.annotations.NullMarked;
