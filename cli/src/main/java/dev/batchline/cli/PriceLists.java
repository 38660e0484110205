package dev.batchline.cli;

import dev.batchline.prices.PriceFileException;
import dev.batchline.prices.PriceList;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the price list that a person named, or takes the one that comes with the program. */
public final class PriceLists {
    private PriceLists() {}

    /** The list in this file, or the built-in one for none; ends the command if the file is no price list. */
    public static PriceList read(@Nullable Path file, String namedBy) {
        if (file == null) {
            return PriceList.builtIn();
        }
        try {
            return PriceList.read(file);
        } catch (PriceFileException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    namedBy + ": " + e.getMessage() + " docs/costs.md shows what a price file looks like.",
                    e);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    namedBy + " is " + file + ", which cannot be read ("
                            + e.getClass().getSimpleName()
                            + "). Expected a price file; look whether it is there and readable.",
                    e);
        }
    }
}
