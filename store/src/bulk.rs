//! Many rows in one statement: a statement per row would cost more than the row.

use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgHasArrayType, PgTypeInfo};
use sqlx::query::Query;
use sqlx::{Postgres, Type};

/// Rows per statement of SQLite. Beyond this the gain is small, and it takes at most 32,766 parameters.
pub(crate) const ROWS: usize = 500;

/// Rows per statement of PostgreSQL, which gets them as a few arrays.
pub(crate) const ROWS_OF_ARRAYS: usize = 10_000;

/// `(?, ?), (?, ?), …` for SQLite. Its numbered parameters are looked up one by one in a list, which costs the square
/// of their number; these are not.
pub(crate) fn rows_in_sequence(columns: usize, count: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; count].join(", ")
}

/// `SELECT $1, $2, r.* FROM UNNEST($3, $4, $5) AS r` for PostgreSQL: the first `shared` parameters are the same in every
/// row, the others are a column each.
pub(crate) fn rows_of_arrays(shared: usize, own: usize) -> String {
    let list = |numbers: std::ops::RangeInclusive<usize>| numbers.map(|n| format!("${n}")).collect::<Vec<_>>();
    let mut columns = list(1..=shared);
    columns.push("r.*".into());
    format!("SELECT {} FROM UNNEST({}) AS r", columns.join(", "), list(shared + 1..=shared + own).join(", "))
}

/// Rows turned into columns: PostgreSQL reads, plans and checks a parameter for each value of a `VALUES` list, and does
/// so for an array only once.
pub(crate) struct Columns {
    width: usize,
    arrays: Vec<Array>,
    next: usize,
    fault: Option<BoxDynError>,
}

/// An array of PostgreSQL as it is sent.
struct Array {
    kind: PgTypeInfo,
    buffer: PgArgumentBuffer,
    count: i32,
}

/// Where an array tells its length: after its dimensions, flags, and the type of its elements.
const LENGTH: std::ops::Range<usize> = 12..16;

/// The type of texts.
const TEXT: Oid = Oid(25);

impl Columns {
    pub(crate) const fn new(width: usize) -> Self {
        Self { width, arrays: Vec::new(), next: 0, fault: None }
    }

    /// Adds a value to the next column. The first row makes the columns.
    pub(crate) fn bind<'q, T>(mut self, value: T) -> Self
    where
        T: Encode<'q, Postgres> + Type<Postgres> + PgHasArrayType,
    {
        if self.next == self.arrays.len() {
            self.arrays.push(Array::of::<T>());
        }
        if let Err(fault) = self.arrays[self.next].push(&value) {
            self.fault.get_or_insert(fault);
        }
        self.next = (self.next + 1) % self.width;
        self
    }

    /// Binds each column as one parameter.
    pub(crate) fn bind_all(
        self,
        mut query: Query<'_, Postgres, PgArguments>,
    ) -> Result<Query<'_, Postgres, PgArguments>, sqlx::Error> {
        if let Some(fault) = self.fault {
            return Err(sqlx::Error::Encode(fault));
        }
        for array in self.arrays {
            query = query.bind(array);
        }
        Ok(query)
    }
}

impl Array {
    fn of<T: Type<Postgres> + PgHasArrayType>() -> Self {
        // A type that is known by its name alone is one of our words, which are texts.
        let (kind, element) = match T::type_info().oid() {
            Some(oid) => (T::array_type_info(), oid),
            None => (String::array_type_info(), TEXT),
        };
        let mut buffer = PgArgumentBuffer::default();
        for number in [1, 0, element.0, 0, 1] {
            buffer.extend_from_slice(&number.to_be_bytes());
        }
        Self { kind, buffer, count: 0 }
    }

    fn push<'q>(&mut self, value: &impl Encode<'q, Postgres>) -> Result<(), BoxDynError> {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(&[0; 4]);
        let length = match value.encode_by_ref(&mut self.buffer)? {
            IsNull::Yes => -1,
            IsNull::No => i32::try_from(self.buffer.len() - start - 4)?,
        };
        self.buffer[start..start + 4].copy_from_slice(&length.to_be_bytes());
        self.count += 1;
        Ok(())
    }
}

impl Type<Postgres> for Array {
    fn type_info() -> PgTypeInfo {
        String::array_type_info()
    }
}

impl Encode<'_, Postgres> for Array {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let start = buffer.len();
        buffer.extend_from_slice(&self.buffer);
        buffer[start..][LENGTH].copy_from_slice(&self.count.to_be_bytes());
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.kind.clone())
    }
}

/// An `INSERT` of `$rows` in statements of [`ROWS`]; gives the number of rows written, or the first column of what
/// `$tail` returns of each, as `returning TYPE`.
///
/// `$shared` are the same in every row, `$bind` binds one row's own parameters. What is prepared once is used again; for
/// SQLite only a full statement.
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
        match &mut $tx.inner {
            $crate::Inner::Sqlite(tx) => for chunk in $rows.chunks($crate::bulk::ROWS) {
                let rows = $crate::bulk::rows_in_sequence(shared + $own, chunk.len());
                let text = sqlx::AssertSqlSafe(format!("{} VALUES {rows} {}", $head, $tail));
                let mut $query = sqlx::query::<sqlx::Sqlite>(text).persistent(chunk.len() == $crate::bulk::ROWS);
                for $row in chunk {
                    $( $query = $query.bind($shared); )*
                    $query = $bind;
                }
                let $connection = &mut **tx;
                $run
            },
            $crate::Inner::Postgres(tx) => for chunk in $rows.chunks($crate::bulk::ROWS_OF_ARRAYS) {
                let mut $query = $crate::bulk::Columns::new($own);
                for $row in chunk {
                    $query = $bind;
                }
                let columns = $query;
                let rows = $crate::bulk::rows_of_arrays(shared, $own);
                let mut $query = sqlx::query::<sqlx::Postgres>(sqlx::AssertSqlSafe(format!("{} {rows} {}", $head, $tail)));
                $( $query = $query.bind($shared); )*
                let $query = columns.bind_all($query)?;
                let $connection = &mut **tx;
                $run
            },
        }
    };
}
pub(crate) use insert_rows;

#[cfg(test)]
mod tests {
    #[test]
    fn every_row_has_what_is_shared() {
        assert_eq!(super::rows_of_arrays(1, 2), "SELECT $1, r.* FROM UNNEST($2, $3) AS r");
        assert_eq!(super::rows_of_arrays(0, 1), "SELECT r.* FROM UNNEST($1) AS r");
        assert_eq!(super::rows_in_sequence(3, 2), "(?, ?, ?), (?, ?, ?)");
    }
}
