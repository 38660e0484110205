package dev.batchline.cli.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A door in front of the broker, for one process: while it is shut, nothing passes and nobody is told. */
final class BrokerDoor implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private boolean shut;
    private volatile int target;

    /** A door that leads nowhere yet. */
    BrokerDoor() {
        try {
            server = new ServerSocket(0, 50, loopback());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients come. */
    int port() {
        return server.getLocalPort();
    }

    /** Begins to lead to a port. */
    void leadTo(int port) {
        target = port;
        threads.execute(this::accept);
    }

    /** From now on nothing passes; connections stay and are silent. */
    void shut() {
        lock.lock();
        try {
            shut = true;
        } finally {
            lock.unlock();
        }
    }

    /** What waits passes, and everything that comes. */
    void open() {
        lock.lock();
        try {
            shut = false;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        open();
        closeQuietly(server);
        sockets.forEach(BrokerDoor::closeQuietly);
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                threads.execute(() -> connect(client));
            } catch (IOException e) {
                // The door is closed, which the loop's condition sees.
            }
        }
    }

    private void connect(Socket client) {
        Socket broker = new Socket();
        sockets.add(broker);
        try {
            awaitOpen();
            broker.connect(new InetSocketAddress(loopback(), target));
            broker.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            threads.execute(() -> pump(client, broker));
            pump(broker, client);
        } catch (IOException e) {
            end(client, broker);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(client, broker);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int length = in.read(chunk);
            while (length >= 0) {
                awaitOpen();
                out.write(chunk, 0, length);
                length = in.read(chunk);
            }
            awaitOpen();
        } catch (IOException e) {
            // One side has ended the connection, and so it ends for the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(from, to);
        }
    }

    private void awaitOpen() throws InterruptedException {
        lock.lock();
        try {
            while (shut) {
                opened.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(Socket one, Socket other) {
        closeQuietly(one);
        closeQuietly(other);
        sockets.remove(one);
        sockets.remove(other);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // It is of no use any more.
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
