package dev.batchline.dst;

/** Nothing goes wrong but for two blows, at two of the points that a run comes to. */
final class TwoPoints implements Faults {
    private final OnePoint points = OnePoint.none();
    private final int first;
    private final Blow firstBlow;
    private final int second;
    private final Blow secondBlow;

    /**
     * Two blows.
     *
     * @param first the number of the point of the first blow
     * @param second the number of the point of the second; it is never reached if the run has fewer after the first
     */
    TwoPoints(int first, Blow firstBlow, int second, Blow secondBlow) {
        this.first = first;
        this.firstBlow = firstBlow;
        this.second = second;
        this.secondBlow = secondBlow;
    }

    @Override
    public Blow at(Point point) {
        int number = points.points().size();
        points.at(point);
        if (points.points().size() == number) {
            return Blow.NONE;
        }
        if (number == first) {
            return firstBlow;
        }
        return number == second ? secondBlow : Blow.NONE;
    }

    @Override
    public Fate call(Point point) {
        return points.call(point);
    }

    @Override
    public CommitFate commit(Point point) {
        return points.commit(point);
    }

    @Override
    public boolean over() {
        return points.points().size() > second;
    }

    @Override
    public String toString() {
        return firstBlow + " at " + first + ", " + secondBlow + " at " + second;
    }
}
