package dev.batchline.dst;

import java.util.List;

/** What scripts do to Kafka: one partition, one group, and producers that are called by the names of theirs. */
interface ScriptedKafka extends AutoCloseable {
    /** A producer begins with a transactional id, under a name of its own. */
    void begin(String producer, String transactionalId);

    /** It sends a record; what became of that. */
    String send(String producer, String value);

    /** It adds an offset of the group as a member of it; what became of that. */
    String offset(String producer, String member, long offset);

    /** It commits; what became of that. */
    String commit(String producer);

    /** It ends its transaction without effect. */
    void abort(String producer);

    /** Its process is gone, and says nothing any more. */
    void vanish(String producer);

    /** A member joins the group. */
    void join(String member);

    /** A member is no longer one, and does not know it. */
    void expel(String member);

    /** Transactions that are open become older than they may. */
    void passTimeout();

    /** Deletes the records before an offset; what became of that. */
    String purge(long before);

    /** What a reader of committed records gets from an offset on, or that it is out of range. */
    List<String> read(long from);

    /** What the group has committed: a number, {@code none}, or {@code unstable} while a transaction may change it. */
    String committed();

    @Override
    void close();
}
