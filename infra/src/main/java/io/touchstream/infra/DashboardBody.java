package io.touchstream.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays out a dashboard's widgets: rows of a heading and up to three graphs. Source: CloudWatch API, "Dashboard body". */
final class DashboardBody {
    private static final int WIDTH = 24;
    private static final int GRAPHS = 3;
    private static final int HEADING_HEIGHT = 2;
    private static final int GRAPH_HEIGHT = 6;

    private final String region;
    private final List<Map<String, Object>> widgets = new ArrayList<>();
    private int top;
    private int column;

    DashboardBody(String region) {
        this.region = region;
    }

    /** Begins a new row with a text. */
    void heading(String markdown) {
        endRow();
        widgets.add(widget("text", 0, WIDTH, HEADING_HEIGHT, Map.of("markdown", markdown)));
        top += HEADING_HEIGHT;
    }

    /** Adds a graph of metrics, or of expressions over them. */
    void graph(String title, List<List<Object>> metrics) {
        if (column == GRAPHS) {
            endRow();
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("title", title);
        properties.put("view", "timeSeries");
        properties.put("region", region);
        properties.put("period", 60);
        properties.put("metrics", metrics);
        widgets.add(widget("metric", column * (WIDTH / GRAPHS), WIDTH / GRAPHS, GRAPH_HEIGHT, properties));
        column++;
    }

    Map<String, Object> map() {
        return Map.of("widgets", widgets);
    }

    private void endRow() {
        if (column > 0) {
            top += GRAPH_HEIGHT;
            column = 0;
        }
    }

    private Map<String, Object> widget(String type, int x, int width, int height, Map<String, Object> properties) {
        Map<String, Object> widget = new LinkedHashMap<>();
        widget.put("type", type);
        widget.put("x", x);
        widget.put("y", top);
        widget.put("width", width);
        widget.put("height", height);
        widget.put("properties", properties);
        return widget;
    }
}
