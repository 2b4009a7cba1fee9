package io.cellwright.schedule.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.cellwright.schedule.Span;
import io.cellwright.schedule.text.Node.Argument;
import io.cellwright.schedule.text.Token.Kind;

/// From words to nodes: by recursive descent.
///
/// ```
/// following = product { [ "for" span ] "then" product }
/// product   = single { "*" single }
/// single    = number [ unit ] | name [ "(" [ argument { "," argument } ] ")" ] | "(" following ")"
/// argument  = [ name "=" ] value
/// value     = text | "[" [ value { "," value } ] "]" | following
/// ```
final class Parser {
    private static final int DEEPEST = 100;

    private final String text;
    private final List<Token> tokens;
    private int next;
    private int depth;

    Parser(String text) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
    }

    Node parse() {
        Node all = following();
        if (peek().kind() != Kind.END) {
            throw wrong("'then', '*' or the end must come here");
        }
        return all;
    }

    private Node following() {
        if (++depth > DEEPEST) {
            throw new ScheduleTextException("a schedule must not be nested more than " + DEEPEST + " deep", text,
                    peek().at());
        }
        List<Node> parts = new ArrayList<>(List.of(product()));
        List<Optional<Span>> lengths = new ArrayList<>();
        while (peek().isWord("then") || peek().isWord("for")) {
            lengths.add(take().isWord("for") ? Optional.of(length()) : Optional.empty());
            parts.add(product());
        }
        depth--;
        return parts.size() == 1 ? parts.getFirst()
                : new Node.Following(parts, lengths, parts.getFirst().at().to(parts.getLast().at()));
    }

    /// The span behind `for`, and the `then` behind that.
    private Span length() {
        if (peek().kind() != Kind.NUMBER) {
            throw wrong("a span must come here, such as 100 (steps) or 100ep");
        }
        Node.Num number = number();
        Span length = new Builder(text).span(number, Span.Unit.STEPS);
        if (!peek().isWord("then")) {
            throw wrong("'then' must come here: 'for' says when the next schedule begins");
        }
        take();
        return length;
    }

    private Node product() {
        List<Node> parts = new ArrayList<>(List.of(single()));
        while (peek().is("*")) {
            take();
            parts.add(single());
        }
        return parts.size() == 1 ? parts.getFirst()
                : new Node.Product(parts, parts.getFirst().at().to(parts.getLast().at()));
    }

    private Node single() {
        if (peek().kind() == Kind.NUMBER) {
            return number();
        }
        if (peek().kind() == Kind.NAME && !peek().isWord("then") && !peek().isWord("for")) {
            return invocation();
        }
        if (!peek().is("(")) {
            throw wrong("a schedule must come here, such as warmup(512)");
        }
        take();
        Node inner = following();
        expect(")", "')', 'then' or '*' must come here");
        return inner;
    }

    private Node.Num number() {
        Token digits = take();
        double value = Double.parseDouble(digits.text());
        if (peek().kind() == Kind.NAME && isUnit(peek().text())) {
            Token unit = take();
            return new Node.Num(value, Optional.of(Span.Unit.parse(unit.text())), digits.at().to(unit.at()));
        }
        return new Node.Num(value, Optional.empty(), digits.at());
    }

    private static boolean isUnit(String word) {
        return List.of("ep", "epoch", "epochs", "step", "steps").contains(word.toLowerCase(Locale.ROOT));
    }

    private Node invocation() {
        Token name = take();
        if (!peek().is("(")) {
            return new Node.Invocation(name.text(), List.of(), true, name.at(), name.at());
        }
        take();
        List<Argument> arguments = new ArrayList<>();
        while (!peek().is(")")) {
            arguments.add(argument());
            if (!peek().is(")")) {
                expect(",", "',' or ')' must come here");
            }
        }
        return new Node.Invocation(name.text(), arguments, false, name.at(), name.at().to(take().at()));
    }

    private Argument argument() {
        Token first = peek();
        if (first.kind() == Kind.NAME && tokens.get(next + 1).is("=")) {
            next += 2;
            return new Argument(Optional.of(first.text()), first.at(), value());
        }
        return new Argument(Optional.empty(), first.at(), value());
    }

    private Node value() {
        if (peek().kind() == Kind.STRING) {
            Token quoted = take();
            return new Node.Quoted(quoted.text(), quoted.at());
        }
        if (!peek().is("[")) {
            return following();
        }
        Place start = take().at();
        List<Node> items = new ArrayList<>();
        while (!peek().is("]")) {
            if (++depth > DEEPEST) {
                throw new ScheduleTextException("lists must not be nested so deep", text, peek().at());
            }
            items.add(value());
            depth--;
            if (!peek().is("]")) {
                expect(",", "',' or ']' must come here");
            }
        }
        return new Node.Items(items, start.to(take().at()));
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    private void expect(String symbol, String otherwise) {
        if (!peek().is(symbol)) {
            throw wrong(otherwise);
        }
        take();
    }

    private ScheduleTextException wrong(String allowed) {
        return new ScheduleTextException(allowed + " but it is " + peek().shown(), text, peek().at());
    }
}
