package io.cellwright.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JsonTest {
    @Test
    void printsOneObjectThatParsesBack() {
        JsonObject object = new JsonObject();
        object.addProperty("file", "a<b>'é'.h5ad");
        object.add("accuracy", Json.number(0.5));
        object.add("loss", Json.number(Double.NaN));
        object.add("best", Json.number(Double.NEGATIVE_INFINITY));
        CapturedScreen captured = new CapturedScreen(0);
        Json.print(captured.screen().out(), object);
        assertThat(captured.out()).contains("\"a<b>'é'.h5ad\"", "\"loss\": null", "\"best\": null");
        assertThat(JsonParser.parseString(captured.out())).isEqualTo(object);
    }
}
