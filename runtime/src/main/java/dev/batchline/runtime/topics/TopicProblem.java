package dev.batchline.runtime.topics;

import dev.batchline.schemas.Topic;

/** A way in which a topic is not what the catalogue asks for. */
public sealed interface TopicProblem {
    /** What the topic is for. */
    Topic topic();

    /** Its full name. */
    String name();

    /** What is wrong, in full sentences, and what to do about it. */
    String sentence();

    /**
     * The topic is not there, or may not be seen.
     *
     * @param topic what it would be for
     * @param name its full name
     */
    record Missing(Topic topic, String name) implements TopicProblem {
        @Override
        public String sentence() {
            return "Topic " + name + " is not there, or may not be described by this user. "
                    + "Create it: batchline topics create.";
        }
    }

    /**
     * An internal topic has another number of partitions than the installation.
     *
     * @param topic what it is for
     * @param name its full name
     * @param got its partitions
     * @param expected the setting
     */
    record WrongPartitions(Topic topic, String name, int got, int expected) implements TopicProblem {
        @Override
        public String sentence() {
            return "Topic " + name + " has " + got + " partitions, expected " + expected
                    + " as the setting partitions says. If the topics are older than the setting, set partitions=" + got
                    + "; the number cannot change later, so to grow begin a new topic.prefix.";
        }
    }

    /**
     * The broker keeps the topic otherwise than it has to be kept.
     *
     * @param topic what it is for
     * @param name its full name
     * @param setting the broker's setting
     * @param got its value
     * @param expected what to set it to
     */
    record WrongSetting(Topic topic, String name, String setting, String got, String expected) implements TopicProblem {
        @Override
        public String sentence() {
            return "Topic " + name + " has " + setting + "=" + got + ", expected " + expected
                    + ". Set it: kafka-configs.sh --alter --entity-type topics --entity-name " + name
                    + " --add-config " + setting + "=[" + expected + "].";
        }
    }

    /**
     * The topic takes smaller records than the services write.
     *
     * @param topic what it is for
     * @param name its full name
     * @param got its {@code max.message.bytes}
     * @param needed the least it has to be
     */
    record RecordsTooSmall(Topic topic, String name, long got, long needed) implements TopicProblem {
        @Override
        public String sentence() {
            return "Topic " + name + " has max.message.bytes=" + got + ", expected at least " + needed
                    + ". Set it: kafka-configs.sh --alter --entity-type topics --entity-name " + name
                    + " --add-config max.message.bytes=" + needed + ", or lower request.max.bytes.";
        }
    }
}
