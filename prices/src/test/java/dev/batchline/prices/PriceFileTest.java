package dev.batchline.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
            })
    void refusesMistakes(String from, String to, String reason) {
        String broken = file(PRICE.replace(from, to == null ? "" : to));
        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(PriceFileException.class)
                .hasMessageStartingWith("prices: ")
                .hasMessageContaining(reason);
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

    private static String file(String prices) {
        return ("{'version':'2026-01-02','currency':'USD','per_tokens':1000000,'prices':[" + prices + "]}");
    }

    private static PriceList read(String json) {
        return PriceFile.read("prices", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
