package dev.batchline.simulator;

import java.util.ArrayList;
import java.util.List;

/** A growing row of numbers, 0 where nothing was set; it takes four bytes each and never copies them. */
final class Ints {

    private static final int PAGE_BITS = 14;
    private static final int PAGE = 1 << PAGE_BITS;

    private final List<int[]> pages = new ArrayList<>();

    int get(int position) {
        int page = position >> PAGE_BITS;
        return page < pages.size() ? pages.get(page)[position & (PAGE - 1)] : 0;
    }

    void set(int position, int value) {
        while (position >> PAGE_BITS >= pages.size()) {
            pages.add(new int[PAGE]);
        }
        pages.get(position >> PAGE_BITS)[position & (PAGE - 1)] = value;
    }

    void add(int position, int more) {
        set(position, get(position) + more);
    }
}
