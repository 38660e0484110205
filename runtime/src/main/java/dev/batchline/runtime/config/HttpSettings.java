package dev.batchline.runtime.config;

/**
 * Where health and metrics are served.
 *
 * @param host an address of this machine
 * @param port the port; 0 for any free one
 * @param portIsSet whether somebody asked for this port
 */
public record HttpSettings(String host, int port, boolean portIsSet) {}
