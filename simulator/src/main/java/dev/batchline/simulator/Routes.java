package dev.batchline.simulator;

import java.util.List;

/** The provider's routes: method and path with {@code *} in the place of an id. */
final class Routes {

    /** Every route of the provider. */
    static final List<String> ALL = List.of(
            "POST /v1/files",
            "GET /v1/files",
            "GET /v1/files/*",
            "DELETE /v1/files/*",
            Fault.DOWNLOAD,
            Fault.CREATE_BATCH,
            "GET /v1/batches",
            "GET /v1/batches/*",
            "POST /v1/batches/*/cancel");

    private Routes() {}

    /** The route itself, if there is such a one. */
    static String checked(String route) {
        if (!route.equals(Fault.ANY_ROUTE) && !ALL.contains(route)) {
            throw new IllegalArgumentException("route is " + Fault.ANY_ROUTE + " or one of " + ALL + ", got " + route);
        }
        return route;
    }

    static boolean covers(String pattern, String route) {
        return pattern.equals(Fault.ANY_ROUTE) || pattern.equals(route);
    }
}
