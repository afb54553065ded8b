//! Who looks after which partners, and who covers for them while they are away.

mod cover;
mod team;

pub use cover::CoverPage;
pub use team::ManagersPage;
