//! Many rows in one statement: a statement per row would cost more than the row.

use std::fmt::Write as _;

/// Rows per statement. Beyond this the gain is small, and SQLite takes at most 32,766 parameters.
pub(crate) const ROWS: usize = 500;

/// `($1, $2, $5, $6), ($1, $2, $7, $8), …`: the first `shared` parameters are the same in every row.
pub(crate) fn rows(shared: usize, own: usize, count: usize) -> String {
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

/// An `INSERT` of `$rows` in statements of [`ROWS`], with shared parameters bound once; gives the rows written.
///
/// `$bind` binds one row's own parameters; a full statement is prepared once, the rest isn't kept.
macro_rules! insert_rows {
    ($tx:expr, $head:literal, shared [$($shared:expr),*], own $own:literal, $rows:expr, |$query:ident, $row:ident| $bind:expr, $tail:literal) => {{
        let mut written = 0u64;
        let shared = 0usize $( + { let _ = &$shared; 1 } )*;
        for chunk in $rows.chunks($crate::bulk::ROWS) {
            let text = format!("{} VALUES {} {}", $head, $crate::bulk::rows(shared, $own, chunk.len()), $tail);
            let keep = chunk.len() == $crate::bulk::ROWS;
            $crate::on!($tx, conn => {
                let mut $query = sqlx::query::<Db>(sqlx::AssertSqlSafe(text)).persistent(keep);
                $( $query = $query.bind($shared); )*
                for $row in chunk {
                    $query = $bind;
                }
                written += $query.execute(conn).await?.rows_affected();
            });
        }
        written
    }};
}
pub(crate) use insert_rows;

#[cfg(test)]
mod tests {
    #[test]
    fn shared_parameters_are_numbered_once() {
        assert_eq!(super::rows(1, 2, 2), "($1, $2, $3), ($1, $4, $5)");
        assert_eq!(super::rows(0, 1, 2), "($1), ($2)");
    }
}
