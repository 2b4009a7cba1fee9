package io.cellwright.cli;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScreenTest {
    @Test
    void messagesAreLinesOnStandardError() {
        CapturedScreen captured = new CapturedScreen(0);
        captured.screen().message("one");
        captured.screen().message("two");
        assertThat(captured.err().lines()).containsExactly("one", "two");
        assertThat(captured.out()).isEmpty();
    }

    @Test
    void statusIsSilentWhereThereIsNoTerminal() {
        CapturedScreen captured = new CapturedScreen(0);
        captured.screen().status("half");
        captured.screen().status("");
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void statusIsRedrawnInPlaceAndRemoved() {
        CapturedScreen captured = new CapturedScreen(80);
        captured.screen().status("half");
        captured.screen().status("done");
        captured.screen().status("");
        captured.screen().status("");
        assertThat(captured.err()).isEqualTo("\r\033[Khalf\r\033[Kdone\r\033[K");
    }

    @Test
    void messageStandsAboveTheStatusLine() {
        CapturedScreen captured = new CapturedScreen(80);
        captured.screen().status("half");
        captured.screen().message("note");
        assertThat(captured.err()).isEqualTo("\r\033[Khalf\r\033[Knote" + System.lineSeparator() + "half");
    }

    @Test
    void statusLeavesTheLastColumnFree() {
        CapturedScreen captured = new CapturedScreen(6);
        captured.screen().status("1234567890");
        assertThat(captured.err()).isEqualTo("\r\033[K12345");
    }

    @Test
    void namesFromFilesCannotSteerTheTerminal() {
        CapturedScreen captured = new CapturedScreen(80);
        captured.screen().message("cell\033[2Jtype\u009b5n\r\t\u0007\nnext: café");
        assertThat(captured.err().lines()).containsExactly("cell?[2Jtype?5n???", "next: café");
    }
}
