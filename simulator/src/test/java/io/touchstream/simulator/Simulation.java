package io.touchstream.simulator;

import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.simulator.service.Database;
import io.touchstream.simulator.service.Reads;
import io.touchstream.simulator.service.Shard;
import io.touchstream.simulator.service.Table;
import io.touchstream.sync.Execution;
import io.touchstream.sync.SyncDependencies;
import io.touchstream.sync.write.WriteSettings;
import io.touchstream.touch.TouchHandler;
import io.touchstream.touch.verify.VerifySettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;

/** One run: a migration from its first record to rest, with everything that is left to chance drawn from one source. */
final class Simulation {
    private static final String STREAM = "arn:aws:dynamodb:eu-west-1:000000000000:table/%s/stream/%d";
    private static final long MOST_STEPS = 30_000;
    private static final long MOST_SKEW = 30_000;
    private static final int LONGEST_DELAY = 20_000;
    /** A page of a scan ends after about so many items, as the service's do at one megabyte. */
    private static final int PAGE_ITEMS = 4;

    final Choices choices;
    final Setting setting;
    final Profile profile;
    final Shape shape;
    final Scheduler scheduler;
    final Faults faults;
    final Database database;
    final Reads reads;
    final SimulatedClient.Defect defect;
    final Map<Shape.Place, Map<String, AttributeValue>> ownItems = new HashMap<>();
    final Statistics statistics = new Statistics();
    private final String control = ControlTable.nameFor("simulated");
    private final List<StreamLane> lanes = new ArrayList<>();
    private final Set<Direction> flowing = EnumSet.of(Direction.FORWARD);
    private final Set<Shape.Place> written = new HashSet<>();
    private final List<String> trace;
    private int processes;
    private int landing;
    private long stored;
    private boolean redelivered;
    private boolean over;
    private boolean applicationWrites;
    private boolean moved;

    private Simulation(
            Choices choices, Scenario scenario, List<String> trace, BiConsumer<DynamoDbRequest, Object> observer) {
        this.choices = choices;
        this.defect = scenario.defect();
        this.trace = trace;
        this.setting = scenario.aim().draw(choices);
        this.profile = setting.profile();
        this.shape = profile.shape();
        this.scheduler = new Scheduler(choices, setting.pace().steadiness(), MOST_STEPS);
        this.faults = new Faults(choices, setting.disturbance());
        this.database = new Database(scheduler::now);
        this.reads = new Reads(database, () -> choices.oneIn(PAGE_ITEMS));
        Readers readers = new Readers(this);
        database.observe((request, answer) -> {
            try {
                observer.accept(request, answer);
                if (promisesOneKey()) {
                    readers.look();
                }
            } catch (Violation violation) {
                scheduler.fail(violation);
            }
        });
    }

    /** Without the ledger, a batch that is delivered again shows old keys beside new ones, until all of it was applied again. */
    private boolean promisesOneKey() {
        return setting.traffic().keepsItems()
                && !profile.outage()
                && !profile.moves()
                && (profile.ledger() || !redelivered);
    }

    /** Notes that some records come once more. */
    void redeliver() {
        redelivered = true;
    }

    /** Runs to rest; throws where a property does not hold. */
    static Simulation run(Choices choices, Scenario scenario, List<String> trace) {
        return run(choices, scenario, trace, (request, answer) -> {});
    }

    /** Runs to rest, with every request that takes effect, and its answer, observed in their one order. */
    static Simulation run(
            Choices choices, Scenario scenario, List<String> trace, BiConsumer<DynamoDbRequest, Object> observer) {
        Simulation simulation = new Simulation(choices, scenario, trace, observer);
        simulation.begin();
        return simulation;
    }

    private void begin() {
        trace(setting::toString);
        for (String source : shape.sources()) {
            database.create(source, "PK", "SK").listener(this::sourceChanged);
        }
        for (String target : List.of(Shape.TARGET, Shape.OTHER)) {
            Table table =
                    database.create(target, "TK").listener((before, after) -> targetChanged(target, before, after));
            if (profile.moves()) {
                table.stream(STREAM.formatted(target, 1), setting.pace().lanes());
            }
        }
        database.create(control, "pk", "sk").listener((before, after) -> stored++);
        if (profile.crowded()) {
            shape.sources()
                    .forEach(source -> database.table(source)
                            .maximumBytes(Application.CROWDED_BYTES)
                            .throughput(20, 60));
            database.table(Shape.TARGET).throughput(20, 60);
        }
        Application application = new Application(this);
        application.seed();
        newStreams(1);
        scheduler.spawn("application", application::run);
        scheduler.spawn("operator", () -> {
            new Operator(this, application).run();
            over = true;
        });
        scheduler.run();
    }

    boolean isOver() {
        return over;
    }

    boolean flows(Direction direction) {
        return flowing.contains(direction);
    }

    /** Has sync run in these directions from now on, and in no other. */
    void flow(Set<Direction> directions) {
        flowing.clear();
        flowing.addAll(directions);
    }

    /** Has the application write the target from now on, and the changes flow back. */
    void move() {
        moved = true;
        flow(EnumSet.of(Direction.REVERSE));
    }

    List<StreamLane> lanes() {
        return lanes;
    }

    /** Starts a lane for every shard that has none. */
    void spawnLanes() {
        spawnLanes(Direction.FORWARD, shape.sources());
        if (profile.moves()) {
            spawnLanes(Direction.REVERSE, List.of(Shape.TARGET, Shape.OTHER));
        }
    }

    private void spawnLanes(Direction direction, List<String> tables) {
        for (Shard shard : shards(tables)) {
            if (lanes.stream().anyMatch(lane -> lane.shard() == shard)) {
                continue;
            }
            List<StreamLane> parents = lanes.stream()
                    .filter(lane -> lane.shard() == shard.parent())
                    .toList();
            for (int index = 0; index < setting.pace().lanes(); index++) {
                StreamLane lane = new StreamLane(
                        this, direction, shard, index, () -> parents.stream().allMatch(StreamLane::isEnded));
                lanes.add(lane);
                scheduler.spawn("sync " + lane.name(), lane::run);
            }
        }
    }

    private List<Shard> shards(List<String> tables) {
        return tables.stream()
                .flatMap(table -> database.table(table).shards().stream())
                .toList();
    }

    /** Splits a partition of one of some tables. */
    void split(List<String> tables) {
        Table table = database.table(tables.get(choices.next(tables.size())));
        if (table.partitions() < 4) {
            trace(() -> "a shard splits");
            table.split(choices.next(table.partitions()));
            spawnLanes();
        }
    }

    /** Turns the sources' streams off. */
    void endStreams() {
        shape.sources().forEach(source -> database.table(source).withoutStream());
    }

    /** Turns new streams on. */
    void newStreams(int number) {
        shape.sources()
                .forEach(source -> database.table(source).stream(
                        STREAM.formatted(source, number), setting.pace().lanes()));
        spawnLanes();
    }

    /** Tells whether every record that sync is to deliver is settled, and no request is under way. */
    boolean isDrained() {
        return landing == 0
                && lanes.stream().filter(lane -> flows(lane.direction())).allMatch(StreamLane::isDrained);
    }

    Instance process(String name) {
        processes++;
        long skew = 0;
        if (faults.happens(Fault.CLOCK_SKEW, 8)) {
            skew = choices.next((int) (2 * MOST_SKEW)) - MOST_SKEW;
        }
        return new Instance(name, processes, scheduler, skew);
    }

    SyncDependencies sync(Instance process, Direction direction) {
        SimulatedClient client = new SimulatedClient(this, process, Role.SYNC);
        SideBySideTasks tasks =
                new SideBySideTasks(this, process, setting.pace().interleaves());
        String instance = "instance-" + processes;
        Execution execution = new Execution(
                WriteSettings.DEFAULT, tasks::runAll, process::sleep, () -> process.random, () -> instance, () -> {});
        return new SyncDependencies(
                direction,
                client,
                shape.definition(),
                control(client),
                (source, version, images) -> "elsewhere",
                process,
                line -> {},
                execution);
    }

    TouchHandler touchHandler(Instance process) {
        SimulatedClient client = new SimulatedClient(this, process, Role.JOB);
        SideBySideTasks tasks = new SideBySideTasks(this, process, false);
        return new TouchHandler(
                client,
                shape.definition(),
                shape.transformation(),
                control(client),
                (source, version, images) -> "elsewhere",
                VerifySettings.DEFAULT,
                process,
                new TouchHandler.Execution(tasks, tasks, process::sleep, process.random));
    }

    ControlTable control(SimulatedClient client) {
        return new ControlTable(client, control);
    }

    String controlName() {
        return control;
    }

    /** Has a request take effect, with nobody there for its answer. */
    void land(Supplier<?> effect) {
        try {
            Object answer = effect.get();
            trace(() -> "nobody is there for the answer " + answer.getClass().getSimpleName());
        } catch (SdkException refused) {
            trace(() -> "refused unseen");
        }
    }

    /** Has a request take effect later than so many milliseconds from now; counts the fault only where it changes anything. */
    void landLater(Fault fault, Supplier<?> effect, long from) {
        landing++;
        long delay = from + 1 + choices.next(LONGEST_DELAY);
        scheduler.spawn("network", () -> {
            scheduler.sleep(delay);
            trace(() -> "a request lands late");
            long before = stored;
            land(effect);
            if (stored > before) {
                faults.count(fault);
            }
            landing--;
        });
    }

    /** Makes a write of the application's own. */
    void asApplication(Runnable write) {
        applicationWrites = true;
        try {
            write.run();
        } catch (SdkException refused) {
            trace(() -> "refused: " + refused.getMessage());
        } finally {
            applicationWrites = false;
        }
    }

    boolean isTracing() {
        return trace != null;
    }

    void trace(String line) {
        trace.add("%9d %s: %s".formatted(scheduler.now(), scheduler.actor(), line));
    }

    void trace(Supplier<String> line) {
        if (trace != null) {
            trace(line.get());
        }
    }

    private void sourceChanged(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        stored++;
        trace(() -> "source: " + Descriptions.json(before) + " to " + Descriptions.json(after));
        if (applicationWrites) {
            return;
        }
        if (moved) {
            carriedBack(before, after);
            return;
        }
        if (profile.copies()) {
            scheduler.fail(new Violation("the copy lane wrote its source"));
        }
        if (before == null || after == null || !withoutMarker(before).equals(withoutMarker(after))) {
            scheduler.fail(new Violation("a touch altered more than the marker"));
        }
    }

    private static Map<String, AttributeValue> withoutMarker(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> visible = new HashMap<>(item);
        visible.remove(Shape.MARKER);
        return visible;
    }

    /** What the application has not written since it moved is to stay as it is. */
    private void carriedBack(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        if (after != null && !after.containsKey(Shape.PROVENANCE)) {
            scheduler.fail(new Violation("carried back without provenance"));
        }
        Map<String, AttributeValue> image = after == null ? before : after;
        if (Shape.standsFor(image).filter(written::contains).isEmpty()) {
            scheduler.fail(
                    new Violation("carried back without a change of the application's: " + Descriptions.json(image)));
        }
    }

    private void targetChanged(String table, Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        stored++;
        trace(() -> table + ": " + Descriptions.json(before) + " to " + Descriptions.json(after));
        if (applicationWrites) {
            if (moved) {
                written.add(new Shape.Place(
                        table, (after == null ? before : after).get("TK").s()));
            }
            return;
        }
        if (moved && table.equals(Shape.TARGET)) {
            scheduler.fail(new Violation("an echo went on to the target"));
        }
        if (after != null && after.containsKey(Shape.MARKER)) {
            scheduler.fail(new Violation("the marker arrived"));
        }
        if (before != null && !before.containsKey(Shape.PROVENANCE)) {
            scheduler.fail(new Violation("an item of the application's own was altered"));
        }
    }
}
