package dev.batchline.batcher;

import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The estimated tokens of a task's closed windows, by what shares a queue at a provider. A window counts from the
 * beginning of its upload to the terminal status of its batch; before that it only tells how much an account has before
 * it.
 */
final class QueuedTokens {
    private final Map<WindowId, TokenGroup> groups = new HashMap<>();
    private final Map<TokenGroup, NavigableMap<Long, Claim>> claims = new HashMap<>();
    private final Set<TokenGroup> eased = new LinkedHashSet<>();

    /** Takes note of where a window stands now. */
    void follow(Window window, String life, Predicate<String> batchEnded) {
        Optional<Claim> claim = claim(window, life, batchEnded);
        claim.ifPresentOrElse(now -> put(window.id(), now), () -> remove(window.id()));
    }

    /** Takes note of a step that is no change of the window's state. */
    void step(WindowId window, Step step) {
        find(window).ifPresent(claim -> put(window, new Claim(claim.group, claim.tokens, claim.offset, step)));
    }

    /** Takes note that a window's tokens are in no queue any more. */
    void remove(WindowId window) {
        find(window).ifPresent(claim -> {
            of(claim.group).remove(claim.offset);
            groups.remove(window);
            eased.add(claim.group);
        });
    }

    /** The groups that have more room than when this was asked last. */
    Set<TokenGroup> takeEased() {
        Set<TokenGroup> taken = new LinkedHashSet<>(eased);
        eased.clear();
        return taken;
    }

    /** Every group that was ever followed. */
    Set<TokenGroup> groups() {
        return Set.copyOf(claims.keySet());
    }

    /** All tokens of a group that are in the provider's queue or on their way into it. */
    long inFlight(TokenGroup group) {
        return sum(all(group), claim -> claim.step != Step.WAITING);
    }

    /** All tokens of a group, those of windows that wait for their upload included. */
    long assigned(TokenGroup group) {
        return sum(all(group), claim -> true);
    }

    /** The tokens of a group that other windows have in the provider's queue, as far as is known. */
    long sent(TokenGroup group, WindowId besides) {
        return sum(all(group), claim -> claim.step == Step.SENT && claim.offset != besides.firstOffset());
    }

    /**
     * The tokens of a group that go before a window whose file is uploaded: what is sent already, and what is older. So
     * of windows that wait for each other the oldest goes on.
     */
    long before(TokenGroup group, WindowId window) {
        long offset = window.firstOffset();
        return sum(
                all(group),
                claim -> claim.offset != offset
                        && (claim.step == Step.SENT || (claim.step == Step.INTENT && claim.offset < offset)));
    }

    private static Optional<Claim> claim(Window window, String life, Predicate<String> batchEnded) {
        return switch (window.state()) {
            case WindowState.Sealed sealed -> Optional.of(claim(window, sealed.account(), Step.WAITING));
            case WindowState.Uploaded uploaded -> {
                String writer = uploaded.life();
                boolean unsent = writer == null || writer.equals(life);
                yield Optional.of(claim(window, uploaded.account(), unsent ? Step.INTENT : Step.SENT));
            }
            case WindowState.Creating creating -> Optional.of(claim(window, creating.account(), Step.SENT));
            case WindowState.Submitted submitted ->
                batchEnded.test(submitted.batchId())
                        ? Optional.empty()
                        : Optional.of(claim(window, submitted.account(), Step.SENT));
            case WindowState.Open open -> Optional.empty();
            case WindowState.Rejected rejected -> Optional.empty();
            case WindowState.Cancelled cancelled -> Optional.empty();
        };
    }

    private static Claim claim(Window window, String account, Step step) {
        long tokens = window.facts().tokens();
        return new Claim(TokenGroup.of(window, account), tokens, window.id().firstOffset(), step);
    }

    private void put(WindowId window, Claim claim) {
        Claim before = of(claim.group).put(claim.offset, claim);
        groups.put(window, claim.group);
        if (before != null && before.step.compareTo(claim.step) > 0) {
            eased.add(claim.group);
        }
    }

    private Optional<Claim> find(WindowId window) {
        return Optional.ofNullable(groups.get(window))
                .flatMap(group -> Optional.ofNullable(of(group).get(window.firstOffset())));
    }

    private NavigableMap<Long, Claim> of(TokenGroup group) {
        return claims.computeIfAbsent(group, first -> new TreeMap<>());
    }

    private Collection<Claim> all(TokenGroup group) {
        NavigableMap<Long, Claim> known = claims.get(group);
        return known == null ? Set.of() : known.values();
    }

    private static long sum(Collection<Claim> claims, Predicate<Claim> counted) {
        long sum = 0;
        for (Claim claim : claims) {
            if (counted.test(claim)) {
                sum += claim.tokens;
            }
        }
        return sum;
    }

    /** How far the tokens of a window have come. */
    enum Step {
        /** Nothing of it is at the provider. */
        WAITING,
        /** Its file is being uploaded. */
        UPLOADING,
        /** Its file is there, and no batch was asked for. */
        INTENT,
        /** A batch was asked for, or may have been. */
        SENT
    }

    /** The tokens of a window. */
    private record Claim(TokenGroup group, long tokens, long offset, Step step) {}
}
