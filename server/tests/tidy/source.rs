//! Just enough reading of Rust to count statements and to leave out comments.

/// A server function of `app`.
pub struct ServerFunction {
    pub name: String,
    pub statements: usize,
}

/// The code without comments, and with its texts emptied.
pub fn code_of(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_text_hashes(rest) {
            let end = format!("\"{}", "#".repeat(hashes));
            let open = hashes + 2;
            rest[open..].find(&end).map_or(rest.len(), |at| open + at + end.len())
        } else if first == '"' {
            text_length(rest)
        } else if first == '\'' {
            character_length(rest)
        } else {
            0
        };
        if skipped == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            // A value stays a value, so that a statement that is only a text still counts.
            code.push_str(if first == '/' { "" } else { "_" });
            rest = &rest[skipped..];
        }
    }
    code
}

/// The number of `#` when a raw text begins here.
fn raw_text_hashes(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// The length of a character in quotes; 0 for a lifetime.
fn character_length(rest: &str) -> usize {
    let body = rest[1..].strip_prefix('\\').map_or(1, |_| 2);
    let closing = rest.char_indices().skip(1 + body).take(8).find(|(_, c)| *c == '\'' || c.is_whitespace());
    match closing {
        Some((at, '\'')) if body == 2 || rest[..at].chars().count() == 2 => at + 1,
        _ => 0,
    }
}

/// The functions under `#[server…]`, with the number of statements in each body.
pub fn server_functions(source: &str) -> Vec<ServerFunction> {
    let code = code_of(source);
    let marked = code.match_indices("#[server").filter(|(at, mark)| code[at + mark.len()..].starts_with([']', '(']));
    marked
        .filter_map(|(at, _)| {
            let signature = code[at..].split_once("fn ")?.1;
            let name = signature.split(['(', '<']).next()?.to_owned();
            let body = inside_braces(signature)?;
            Some(ServerFunction { name, statements: statements(body) })
        })
        .collect()
}

/// What stands between the first brace and the one that closes it.
fn inside_braces(code: &str) -> Option<&str> {
    let start = code.find('{')? + 1;
    let mut depth = 1;
    for (at, c) in code[start..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&code[start..start + at]);
        }
    }
    None
}

/// Statements at the outermost level of a body, its last value included.
fn statements(body: &str) -> usize {
    let (mut depth, mut count, mut pending) = (0, 0, false);
    for (at, c) in body.char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        let after = body[at + c.len_utf8()..].trim_start();
        let block_ends = c == '}' && !after.starts_with(['.', '?', ';', ',', ')', '}']) && !after.starts_with("else");
        if depth == 0 && (c == ';' || block_ends) {
            count += 1;
            pending = false;
        } else {
            pending |= !c.is_whitespace();
        }
    }
    count + usize::from(pending)
}

#[test]
fn statements_are_counted_at_the_outermost_level_only() {
    let source = r#"
        #[server]
        pub async fn read_partner(id: PartnerId) -> Result<Page, Trouble> {
            // Two statements; this; isn't; one.
            let desk = desk()?;
            desk.partner(id, "a; b", ';').await.map_err(|e| { log(&e); e.into() })
        }

        #[server(input = Json)]
        async fn too_long<'a>(x: &'a str) -> Result<(), Trouble> {
            let a = 1;
            if a == 1 {
                return Ok(());
            } else {
                drop(a);
            }
            while x.is_empty() {}
            Ok(())
        }

        #[server_only]
        fn none() {}
    "#;
    let found: Vec<_> = server_functions(source).into_iter().map(|f| (f.name, f.statements)).collect();
    assert_eq!(found, [("read_partner".to_owned(), 2), ("too_long".to_owned(), 4)]);
}

#[test]
fn comments_and_texts_are_no_code() {
    assert_eq!(code_of("a // Utc::now\nb"), "a \nb");
    assert_eq!(
        code_of(r##"f(r#"Utc::now"#, "x\"Utc::now", '\'', 'a') /* Utc::now */ &'a str"##),
        "f(_, _, _, _)  &'a str"
    );
}
