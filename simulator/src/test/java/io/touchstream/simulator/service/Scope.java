package io.touchstream.simulator.service;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Holds what an expression is evaluated against: an item, empty where there is none, and the request's names and values. */
record Scope(Map<String, AttributeValue> item, Map<String, String> names, Map<String, AttributeValue> values) {
    /** Returns what stands at a path; null for nothing. */
    AttributeValue at(String path) {
        Map<String, AttributeValue> map = item;
        AttributeValue value = null;
        for (String part : path.split("\\.", -1)) {
            value = map.get(name(part));
            if (value == null) {
                return null;
            }
            map = value.hasM() ? value.m() : Map.of();
        }
        return value;
    }

    String name(String part) {
        if (!part.startsWith("#")) {
            return part;
        }
        String name = names.get(part);
        if (name == null) {
            throw new IllegalStateException("the request does not define " + part);
        }
        return name;
    }

    AttributeValue value(String placeholder) {
        AttributeValue value = values.get(placeholder);
        if (value == null) {
            throw new IllegalStateException("the request does not define " + placeholder);
        }
        return value;
    }
}
