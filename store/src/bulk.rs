//! Many rows in one statement: a statement per row would cost more than the row.

use std::fmt::Write as _;

/// Rows per statement. Beyond this the gain is small, and SQLite takes at most 32,766 parameters.
pub(crate) const ROWS: usize = 500;

/// `(?, ?), (?, ?), …` for SQLite. Its numbered parameters are looked up one by one in a list, which costs the square
/// of their number; these are not.
pub(crate) fn rows_in_sequence(columns: usize, count: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; count].join(", ")
}

/// `($1, $2, $3), ($1, $4, $5), …` for PostgreSQL: the first `shared` parameters are the same in every row.
pub(crate) fn rows_by_number(shared: usize, own: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * (shared + own) * 7);
    for row in 0..count {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..shared + own {
            let number = if column < shared { column + 1 } else { row * own + column + 1 };
            let _ = write!(text, "{}${number}", if column == 0 { "" } else { ", " });
        }
        text.push(')');
    }
    text
}

/// An `INSERT` of `$rows` in statements of [`ROWS`]; gives the number of rows written, or the first column of what
/// `$tail` returns of each, as `returning TYPE`.
///
/// `$shared` are the same in every row, `$bind` binds one row's own parameters. A full statement is prepared once, the
/// rest isn't kept.
macro_rules! insert_rows {
    ($tx:expr, $head:expr, shared $shared:tt, own $own:literal, $rows:expr, |$query:ident, $row:ident| $bind:expr, $tail:expr) => {{
        let mut written = 0u64;
        $crate::bulk::insert_rows!(@chunks $tx, $head, $shared, $own, $rows, |$query, $row| $bind, $tail, connection => {
            written += $query.execute(connection).await?.rows_affected();
        });
        written
    }};
    ($tx:expr, $head:expr, shared $shared:tt, own $own:literal, $rows:expr, |$query:ident, $row:ident| $bind:expr, $tail:expr, returning $kind:ty) => {{
        let mut returned: Vec<$kind> = Vec::new();
        $crate::bulk::insert_rows!(@chunks $tx, $head, $shared, $own, $rows, |$query, $row| $bind, $tail, connection => {
            for row in $query.fetch_all(connection).await? {
                returned.push(sqlx::Row::try_get(&row, 0)?);
            }
        });
        returned
    }};
    (@chunks $tx:expr, $head:expr, [$($shared:expr),*], $own:literal, $rows:expr, |$query:ident, $row:ident| $bind:expr, $tail:expr, $connection:ident => $run:expr) => {
        let shared = 0usize $( + { let _ = &$shared; 1 } )*;
        for chunk in $rows.chunks($crate::bulk::ROWS) {
            let keep = chunk.len() == $crate::bulk::ROWS;
            match &mut $tx.inner {
                $crate::Inner::Sqlite(tx) => {
                    let rows = $crate::bulk::rows_in_sequence(shared + $own, chunk.len());
                    let text = sqlx::AssertSqlSafe(format!("{} VALUES {rows} {}", $head, $tail));
                    let mut $query = sqlx::query::<sqlx::Sqlite>(text).persistent(keep);
                    for $row in chunk {
                        $( $query = $query.bind($shared); )*
                        $query = $bind;
                    }
                    let $connection = &mut **tx;
                    $run
                }
                $crate::Inner::Postgres(tx) => {
                    let rows = $crate::bulk::rows_by_number(shared, $own, chunk.len());
                    let text = sqlx::AssertSqlSafe(format!("{} VALUES {rows} {}", $head, $tail));
                    let mut $query = sqlx::query::<sqlx::Postgres>(text).persistent(keep);
                    $( $query = $query.bind($shared); )*
                    for $row in chunk {
                        $query = $bind;
                    }
                    let $connection = &mut **tx;
                    $run
                }
            }
        }
    };
}
pub(crate) use insert_rows;

#[cfg(test)]
mod tests {
    #[test]
    fn shared_parameters_are_numbered_once() {
        assert_eq!(super::rows_by_number(1, 2, 2), "($1, $2, $3), ($1, $4, $5)");
        assert_eq!(super::rows_by_number(0, 1, 2), "($1), ($2)");
        assert_eq!(super::rows_in_sequence(3, 2), "(?, ?, ?), (?, ?, ?)");
    }
}
