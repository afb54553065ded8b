//! A batch as a file: what every payout's entry says, and in which order entries stand.
//!
//! The same payouts, settings and moment give the same file, so a file that was written and one that is written again
//! after a crash are the same bytes.

use super::PayoutSettings;
use crate::ach::AccountKind;
use crate::ach::write::{self, Offset, Outgoing, OutgoingBatch, Payment, PaymentClass, Refused, Written};
use crate::banking::{Direction, RoutingNumber, SAME_DAY_LIMIT, effective_entry_date, latest_effective_date, new_york};
use crate::{Cents, PartnerId, PayoutId};
use chrono::{DateTime, NaiveDate, Utc};

/// What an entry is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// It pays.
    Payout(PayoutId),
    /// It tries an account (prenote) and moves nothing.
    Prenote,
}

/// An entry to a partner's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// What for.
    pub what: For,
    /// Whom.
    pub partner: PartnerId,
    /// How much; nothing for a prenote.
    pub amount: Cents,
    /// The bank.
    pub routing: RoutingNumber,
    /// The account number in full.
    pub account: String,
    /// Checking or savings.
    pub kind: AccountKind,
    /// A person or a business.
    pub class: PaymentClass,
    /// The holder's name; what banks don't take is written plainly and cut.
    pub name: String,
    /// The partner's code, by which the partner and the operator know the entry.
    pub reference: String,
}

/// What else a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// When it is made.
    pub at: DateTime<Utc>,
    /// Tells the files of one day apart.
    pub id_modifier: char,
    /// The batch, up to 8 characters.
    pub reference: String,
    /// The day on which it shall settle.
    pub effective: NaiveDate,
    /// The first number that is free for entries.
    pub first_sequence: u64,
}

/// A file and its entries in the order in which their traces stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutFile {
    /// The file, whose traces are in the order of `receivers`.
    pub written: Written,
    /// The entries, people first.
    pub receivers: Vec<Receiver>,
}

/// Files that one day's letters and digits can tell apart.
const MODIFIERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// What tells the `nth` file of a day apart, from 0; `None` when a day has no more.
pub fn id_modifier(nth: usize) -> Option<char> {
    MODIFIERS.chars().nth(nth)
}

/// The day on which a file settles that is sent now. An amount that may not move the same day moves on the next.
pub fn effective_date(settings: &PayoutSettings, receivers: &[Receiver], now: DateTime<Utc>) -> NaiveDate {
    let too_large = receivers.iter().any(|receiver| receiver.amount > SAME_DAY_LIMIT);
    let speed =
        if too_large && settings.speed == super::Speed::SameDay { super::Speed::NextDay } else { settings.speed };
    let sent_at = new_york(now);
    let day = effective_entry_date(Direction::Credit, speed.delivery(), sent_at);
    day.min(latest_effective_date(Direction::Credit, sent_at.date()))
}

/// Writes the file: a batch for people and one for businesses, each balanced when there is an offset account.
pub fn write(
    settings: &PayoutSettings,
    offset: Option<&Offset>,
    heading: &Heading,
    mut receivers: Vec<Receiver>,
) -> Result<PayoutFile, Refused> {
    receivers.sort_by_key(|receiver| match receiver.class {
        PaymentClass::People => 0,
        PaymentClass::Businesses => 1,
    });
    let batches = receivers.chunk_by(|one, other| one.class == other.class);
    let batches = batches.map(|of_class| batch(settings, offset, heading, of_class)).collect();
    let from = &settings.originator;
    let outgoing = Outgoing {
        destination: from.destination,
        destination_name: from.destination_name.clone(),
        origin: from.origin.clone(),
        origin_name: from.origin_name.clone(),
        created: new_york(heading.at),
        id_modifier: heading.id_modifier,
        reference: heading.reference.clone(),
        batches,
    };
    let written = write::write(&outgoing, heading.first_sequence)?;
    Ok(PayoutFile { written, receivers })
}

fn batch(
    settings: &PayoutSettings,
    offset: Option<&Offset>,
    heading: &Heading,
    receivers: &[Receiver],
) -> OutgoingBatch {
    let from = &settings.originator;
    // What moves nothing needn't balance.
    let pays = receivers.iter().any(|receiver| receiver.what != For::Prenote);
    OutgoingBatch {
        class: receivers.first().map_or(PaymentClass::Businesses, |receiver| receiver.class),
        company_name: from.company_name.clone(),
        discretionary: String::new(),
        company_id: from.company_id.clone(),
        description: if pays { from.description.clone() } else { "PRENOTE".to_owned() },
        descriptive_date: heading.effective.format("%y%m%d").to_string(),
        effective: heading.effective,
        odfi: from.odfi,
        payments: receivers.iter().map(payment).collect(),
        offset: offset.filter(|_| pays).cloned(),
    }
}

fn payment(receiver: &Receiver) -> Payment {
    Payment {
        direction: Direction::Credit,
        account_kind: receiver.kind,
        prenote: receiver.what == For::Prenote,
        routing: receiver.routing,
        account: receiver.account.clone(),
        amount: receiver.amount,
        individual_id: plain(&receiver.reference, 15),
        name: plain(&receiver.name, 22),
        addenda: None,
    }
}

/// Text as banks take it: capital letters without accents, at most so many characters.
pub fn plain(text: &str, length: usize) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ' '..='~' => plain.push(letter.to_ascii_uppercase()),
            '’' | '‘' => plain.push('\''),
            '–' | '—' => plain.push('-'),
            _ => plain.push_str(without_accent(letter)),
        }
    }
    plain.truncate(length);
    plain.trim().to_owned()
}

/// Letters of western and central European names; others become a blank.
fn without_accent(letter: char) -> &'static str {
    const PLAIN: &[(&str, &str)] = &[
        ("A", "ÀÁÂÃÅĀĂĄàáâãåāăą"),
        ("AE", "ÄÆäæ"),
        ("C", "ÇĆČçćč"),
        ("D", "ĎĐÐďđð"),
        ("E", "ÈÉÊËĒĖĘĚèéêëēėęě"),
        ("G", "ĞĢğģ"),
        ("I", "ÌÍÎÏĪĮİìíîïīįı"),
        ("L", "ĹĽŁĺľł"),
        ("N", "ÑŃŅŇñńņň"),
        ("O", "ÒÓÔÕŌŐòóôõōő"),
        ("OE", "ÖØŒöøœ"),
        ("R", "ŔŘŕř"),
        ("S", "ŚŞŠȘśşšș"),
        ("SS", "ß"),
        ("T", "ŢŤȚţťț"),
        ("TH", "Þþ"),
        ("U", "ÙÚÛŪŮŰŲùúûūůűų"),
        ("UE", "Üü"),
        ("Y", "ÝŸýÿ"),
        ("Z", "ŹŻŽźżž"),
    ];
    PLAIN.iter().find(|(_, accented)| accented.contains(letter)).map_or(" ", |(plain, _)| plain)
}

/// Writes a file of one entry by the settings, to see whether they can be written.
pub(super) fn trial(settings: &PayoutSettings) -> Result<(), Refused> {
    let receiver = Receiver {
        what: For::Payout(PayoutId(uuid::Uuid::nil())),
        partner: PartnerId(uuid::Uuid::nil()),
        amount: Cents(1),
        routing: settings.originator.odfi,
        account: "1".into(),
        kind: AccountKind::Checking,
        class: PaymentClass::Businesses,
        name: "TRIAL".into(),
        reference: "TRIAL".into(),
    };
    let at = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
    let effective = effective_date(settings, &[], at);
    let heading = Heading { at, id_modifier: 'A', reference: String::new(), effective, first_sequence: 1 };
    write(settings, None, &heading, vec![receiver]).map(drop)
}

#[cfg(test)]
mod tests;
