package dev.batchline.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What passes the door to the broker. */
class BrokerDoorTest {
    private static final int SILENCE_MS = 200;
    private static final int PATIENCE_MS = 10_000;

    private ServerSocket broker;
    private BrokerDoor door;
    private Socket client;
    private Socket accepted;

    @BeforeEach
    void connect() throws IOException {
        broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        door = new BrokerDoor();
        door.leadTo(broker.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), door.port());
        accepted = broker.accept();
        client.setSoTimeout(PATIENCE_MS);
        accepted.setSoTimeout(PATIENCE_MS);
    }

    @AfterEach
    void close() throws IOException {
        door.close();
        client.close();
        accepted.close();
        broker.close();
    }

    @Test
    void passesBytesBothWays() throws IOException {
        client.getOutputStream().write(7);
        assertThat(accepted.getInputStream().read()).isEqualTo(7);

        accepted.getOutputStream().write(8);
        assertThat(client.getInputStream().read()).isEqualTo(8);
    }

    @Test
    void keepsWhatComesWhileItIsShutAndPassesItLater() throws IOException {
        door.shut();
        client.getOutputStream().write(7);

        accepted.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

        door.open();
        accepted.setSoTimeout(PATIENCE_MS);
        assertThat(accepted.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void leadsNobodyToTheBrokerWhileItIsShut() throws IOException {
        door.shut();
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            other.setSoTimeout(SILENCE_MS);
            broker.setSoTimeout(SILENCE_MS);
            assertThatThrownBy(broker::accept).isInstanceOf(SocketTimeoutException.class);

            door.open();
            broker.setSoTimeout(PATIENCE_MS);
            broker.accept().close();
            other.setSoTimeout(PATIENCE_MS);
            assertThat(other.getInputStream().read())
                    .as("the end of the connection")
                    .isEqualTo(-1);
        }
    }

    @Test
    void tellsTheOtherSideWhenOneIsGone() throws IOException {
        accepted.close();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
}
