//! Commission plans against worked examples that others have published (`../cases/README.md` says whence).

mod books;
mod documented;
mod hostile;
mod kinds;
mod published;
