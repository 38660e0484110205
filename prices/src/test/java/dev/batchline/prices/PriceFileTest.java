package dev.batchline.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of prices is read strictly: a mistake in it costs money. */
class PriceFileTest {
    private static final String PRICE = "{'provider':'p','model':'m','standard':{'input':'3','output':15},"
            + "'batch':{'input':'1.5','output':'7.5'}}";

    @Test
    void readsNumbersAndText() {
        PriceList list = read(file(PRICE));
        assertThat(list.version()).isEqualTo("2026-01-02");
        assertThat(list.cost("p", "m", Mode.STANDARD, TokenUse.of(1_000_000, 1_000_000)))
                .get()
                .satisfies(cost -> assertThat(cost.paid()).isEqualByComparingTo("18"));
        assertThat(list.providersOf("m")).containsExactly("p");
        assertThat(list.providersOf("n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "'output':15;'output':-15;m has a negative price",
                "'output':15;'output':'much';a valid representation",
                "'output':15;'output':15,'answers':15;Unrecognized field",
                "'standard':{'input':'3','output':15},;;Missing required creator property 'standard'",
                "'provider':'p',;;Missing required creator property 'provider'",
                ",'output':'7.5'};};Missing required creator property 'output'",
                "'output':15;'output':null;m has no output rate",
                "'input':'3';'input':null;m has no input rate",
                "'output':15;'output':'';Cannot coerce empty String",
                "'output':15;'output':15,'cached_input':'';Cannot coerce empty String",
                "{'input':'3','output':15};null;m has no standard rates",
                "{'input':'1.5','output':'7.5'};null;m has no batch rates",
                "'7.5'}};'7.5'},'above':[null]};m has no rates in a step",
                "'7.5'}};'7.5'},'above':[{'input_tokens':null,'standard':null,'batch':null}]};into type `long`",
                "'7.5'}};'7.5'},'above':[{'input_tokens':9,'standard':null,'batch':null}]};m has no standard rates",
                "'model':'m';'model':null;a price has no model",
                "'model':'m';'model':'';a price has no model",
                "'provider':'p';'provider':null;m has no provider",
                "'provider':'p';'provider':' ';m has no provider",
            })
    void refusesMistakes(String from, String to, String reason) {
        String broken = file(PRICE.replace(from, to == null ? "" : to));
        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(PriceFileException.class)
                .hasMessageStartingWith("prices: ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "'2026-01-02';null;the list has no version",
                "'2026-01-02';'';the list has no version",
                "'USD';null;the list has no currency",
                "'USD';'';the list has no currency",
                "1000000;null;into type `int`",
                "[];null;the list has no prices",
                "[];'';from String value",
                "[];[null];a place of the list has no price",
                "[]};[]} {};Trailing token",
            })
    void refusesListsThatLackSomething(String from, String to, String reason) {
        assertThatThrownBy(() -> read(file("").replace(from, to)))
                .isInstanceOf(PriceFileException.class)
                .hasMessageStartingWith("prices: ")
                .hasMessageContaining(reason)
                .satisfies(refused -> assertThat(refused.getMessage()).hasLineCount(1));
        assertThatThrownBy(() -> read("null")).hasMessage("prices: the file has no list.");
    }

    @Test
    void takesRatesThatNeedNotBeThereAsNull() {
        String none = "'cached_input':null,'cache_write':null,'cache_write_1h':null,'output':15";
        PriceList list = read(file(PRICE.replace("'output':15", none)));
        assertThat(list.cost("p", "m", Mode.STANDARD, new TokenUse(1_000_000, 400_000, 300_000, 200_000, 0, 0)))
                .get()
                .satisfies(cost -> assertThat(cost.paid()).isEqualByComparingTo("3"));
    }

    @Test
    void refusesTwoPricesOfOneModel() {
        assertThatThrownBy(() -> read(file(PRICE + "," + PRICE))).hasMessage("prices: p has two prices for m.");
    }

    @Test
    void refusesOtherUnits() {
        assertThatThrownBy(() -> read(file(PRICE).replace("USD", "EUR")))
                .hasMessage("prices: prices are in USD for 1000000 tokens, not in EUR for 1000000.");
        assertThatThrownBy(() -> read(file(PRICE).replace("1000000", "1000"))).hasMessageContaining("for 1000");
    }

    @Test
    void refusesStepsOutOfOrder() {
        String rates = "'standard':{'input':1,'output':1},'batch':{'input':1,'output':1}";
        String steps = "'above':[{'input_tokens':200," + rates + "},{'input_tokens':100," + rates + "}]}";
        assertThatThrownBy(() -> read(file(PRICE.substring(0, PRICE.length() - 1) + "," + steps)))
                .hasMessage("prices: m has steps out of order.");
    }

    @Test
    void builtInListIsReadAndHasTheProvidersThatAreKnown() {
        PriceList list = PriceList.builtIn();
        assertThat(List.of("gpt-4.1-mini", "claude-sonnet-4-5", "gemini-2.5-flash", "mistral-small-latest"))
                .allSatisfy(model -> assertThat(list.providersOf(model)).isNotEmpty());
    }

    /** A rate of 0 stands where the sources knew none: such a model would look free. Embeddings have no answer. */
    @Test
    void builtInListHasNothingThatLooksFree() throws IOException {
        JsonNode list = new ObjectMapper().readTree(PriceList.class.getResourceAsStream("prices.json"));
        assertThat(list.path("prices")).hasSizeGreaterThan(250).allSatisfy(price -> {
            String model = price.path("model").asText();
            boolean embeds = model.contains("embed") || model.equals("ada");
            assertThat(price.findParents("output")).as(model).isNotEmpty().allSatisfy(rates -> {
                rates.properties()
                        .forEach(rate -> assertThat(rate.getValue().asText())
                                .as(model + " " + rate.getKey())
                                .matches(text ->
                                        embeds && rate.getKey().equals("output") || new BigDecimal(text).signum() > 0));
            });
        });
    }

    private static String file(String prices) {
        return ("{'version':'2026-01-02','currency':'USD','per_tokens':1000000,'prices':[" + prices + "]}");
    }

    private static PriceList read(String json) {
        return PriceFile.read("prices", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
