/**
 * An embedded Kubernetes API server, over plain HTTP, in memory: discovery, reads, list and watch,
 * writes by POST, PUT, PATCH (JSON, merge, strategic and server-side apply) and DELETE, the status
 * and scale subresources, finalizers, custom resources with their schema's defaults and CEL rules.
 *
 * <p>It behaves as a real one where clients can see it; what it leaves out (authentication, RBAC,
 * API conversion, quotas, OpenAPI documents) is listed in docs/adr/0020-own-api-server.md.
 *
 * <p>Requests arrive on virtual threads; {@link dev.redwing.playground.api.Store} serializes every
 * write behind one lock, and stored objects are never changed in place, so readers need none. Read
 * {@link dev.redwing.playground.api.Registry} first: it is what a write means.
 */
@NullMarked
package dev.redwing.playground.api;

import org.jspecify.annotations.NullMarked;
