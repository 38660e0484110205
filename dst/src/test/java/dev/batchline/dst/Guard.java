package dev.batchline.dst;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.matcher.ElementMatcher;

/** One of the things that keep the promises, which can be taken away to see that it is missed. */
enum Guard {
    /** A create waits until its intent was read back, committed. */
    INTENT(new Change("batcher.WindowEvents", named("pending"), No.class)),
    /** An intent that may be answered is looked up before a batch is made for it. */
    RECONCILE(new Change("batcher.SubmitPolicy", named("mayBeAnswered"), No.class)),
    /** A life writes nothing and starts nothing before its lease was read back. */
    LEASE(new Change("runtime.task.LifeProcessor", named("punctuate"), BeginsAtOnce.class)),
    /** A create starts only while the lease that was read back holds. */
    HOLD(new Change("runtime.task.LeaseHold", named("holds"), Yes.class)),
    /** Each submission of a window has a number of its own. */
    SUBMISSION(new Change("batcher.Marks", named("of"), AlwaysTheFirst.class)),
    /** A custom_id that is in the window already gets another on the wire. */
    DUPLICATES(new Change("batcher.DuplicateFilter", named("add"), Yes.class)),
    /** What is published begins where the store says that the rest begins. */
    PROGRESS(
            new Change("joiner.Preparation", isConstructor(), FromTheStart.class),
            new Change("joiner.Join$Progress", named("follows"), Yes.class)),
    /** The lines of a file are digested while it is uploaded. */
    DIGEST(new Change("batcher.CheckedContent", named("agrees"), Yes.class)),
    /** The size of a record is compared with what its topic takes. */
    SIZE(new Change("runtime.task.Forwarder", named("fits"), Yes.class)),
    /** A file that carries a window's name is deleted only if the window has no use for it. */
    ORPHAN(new Change("batcher.OrphanPolicy", named("orphan"), Yes.class)),
    /** An outcome counts only while its window is the version that the call answers. */
    VERSION(new Change("batcher.BatcherShell", named("current"), Yes.class)),
    /** The file of an intent that is given up is deleted, so that a late create is refused. */
    FENCE(new Change("dst.ModelProvider", named("forget"), Nothing.class));

    private final List<Change> changes;

    Guard(Change... changes) {
        this.changes = List.of(changes);
    }

    /** Takes it away until what is given back is closed. */
    Away takeAway() {
        ByteBuddyAgent.install();
        List<Class<?>> changed = new ArrayList<>();
        for (Change change : changes) {
            changed.add(change.make());
        }
        return () -> {
            for (Class<?> type : changed) {
                ClassReloadingStrategy.fromInstalledAgent().reset(type);
            }
        };
    }

    /** Brings it back. */
    interface Away extends AutoCloseable {
        @Override
        void close() throws java.io.IOException;
    }

    /**
     * A method that does something else.
     *
     * @param type the class, below the project's package
     * @param method which of its methods
     * @param advice what it does
     */
    private record Change(String type, ElementMatcher<? super MethodDescription> method, Class<?> advice) {
        Class<?> make() {
            try {
                Class<?> target = Class.forName("dev.batchline." + type);
                new ByteBuddy()
                        .redefine(target)
                        .visit(Advice.to(advice).on(method))
                        .make()
                        .load(target.getClassLoader(), ClassReloadingStrategy.fromInstalledAgent());
                return target;
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("a guard has another name by now", e);
            }
        }
    }

    /** Answers no. */
    static final class No {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean answer) {
            answer = false;
        }
    }

    /** Answers yes. */
    static final class Yes {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean answer) {
            answer = true;
        }
    }

    /** Takes every submission for the first. */
    static final class AlwaysTheFirst {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) int submission) {
            submission = 1;
        }
    }

    /** Takes it that nothing was published. */
    static final class FromTheStart {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 2, readOnly = false) int next) {
            next = 0;
        }
    }

    /** Takes a lease that was written for one that was read back. */
    static final class BeginsAtOnce {
        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Object life) {
            EarlyBegin.of(life);
        }
    }

    /** Is skipped. */
    static final class Nothing {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }
}
