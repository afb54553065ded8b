//! What pages are put together from. A list of classes that would be used twice is one of these.

pub mod badge;
pub mod empty;
pub mod field;
pub mod filter_form;
pub mod gauge;
pub mod icon;
pub mod loaded;
pub mod meter;
pub mod money;
pub mod number;
pub mod objection;
pub mod page_header;
pub mod paging;
pub mod panel;
pub mod refused;
pub mod table;
pub mod tile;
pub mod time;

pub use badge::{BandBadge, RunBadge, StageBadge, StatusBadge, TierBadge};
pub use empty::Empty;
pub use field::{Choice, Field};
pub use filter_form::FilterForm;
pub use gauge::Gauge;
pub use icon::Glyph;
pub use loaded::{Loaded, LoadedOnce, Loading};
pub use meter::Meter;
pub use money::Money;
pub use number::{Change, Count, Score};
pub use objection::{Done, Objection};
pub use page_header::PageHeader;
pub use paging::Paging;
pub use panel::Panel;
pub use refused::Refused;
pub use table::{SortHeader, TableFrame};
pub use tile::Tile;
pub use time::{Day, Moment};
