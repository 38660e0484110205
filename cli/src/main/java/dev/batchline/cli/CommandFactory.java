package dev.batchline.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import picocli.CommandLine;

/** Makes commands: gives a constructor that takes a {@link Shell} the shell, and leaves all else to picocli. */
final class CommandFactory implements CommandLine.IFactory {
    private final Shell shell;
    private final CommandLine.IFactory others = CommandLine.defaultFactory();

    CommandFactory(Shell shell) {
        this.shell = shell;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Constructor<K> constructor;
        try {
            constructor = type.getDeclaredConstructor(Shell.class);
        } catch (NoSuchMethodException e) {
            return others.create(type);
        }
        constructor.setAccessible(true);
        try {
            return constructor.newInstance(shell);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }
}
