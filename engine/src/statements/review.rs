//! A partner's quarter as a document.

use super::pages::{Faces, SMALL, draw};
use super::paper::{Paper, Piece, width_of};
use domain::health::forecast::Forecast;
use domain::tenant::Tenant;
use domain::view::{CustomersThenNow, Handled, HealthThenNow, QuarterReview, ReviewIntervention};
use domain::{Cents, Refusal};

/// The pages of a review as a PDF.
pub(crate) fn review_pages(tenant: &Tenant, review: &QuarterReview) -> Result<Vec<u8>, Refusal> {
    let faces = Faces::read()?;
    let title = format!("Business review {}, {}", review.quarter, review.partner.name);
    let foot = format!("{} · {} · {}", tenant.name, review.partner.code, review.quarter);
    let mut sheet = Sheet { tenant, faces: &faces, pieces: Vec::new() };
    sheet.opening(review);
    sheet.months(review);
    sheet.health(review.health.as_ref());
    match &review.customers {
        Ok(customers) => sheet.customers(customers),
        Err(why) => sheet.missing("Customers", &why.to_string()),
    }
    sheet.service(review);
    sheet.alerts(review);
    sheet.interventions(review.interventions.as_deref());
    sheet.outlook(review.outlook.as_ref());
    draw(&Paper::of_pieces(tenant.currency, title, foot, sheet.pieces))
}

struct Sheet<'a> {
    tenant: &'a Tenant,
    faces: &'a Faces,
    pieces: Vec<Piece>,
}

impl Sheet<'_> {
    fn show(&self, amount: Cents) -> String {
        self.tenant.currency.show(amount)
    }

    fn text(&mut self, words: &str) {
        let width = width_of(self.tenant.currency);
        self.pieces.extend(self.faces.regular.broken(words, SMALL, width).into_iter().map(Piece::Text));
    }

    fn missing(&mut self, heading: &'static str, why: &str) {
        self.pieces.push(Piece::Heading(heading));
        self.text(&format!("Not told: {why}."));
    }

    fn row(&mut self, cells: [String; 4], is_head: bool) {
        self.pieces.push(Piece::Row { cells, is_head });
    }

    fn head(&mut self, cells: [&str; 4]) {
        self.row(cells.map(str::to_owned), true);
    }

    fn opening(&mut self, review: &QuarterReview) {
        let (operator, title) = (self.tenant.name.clone(), format!("Business review {}", review.quarter));
        let to = format!("{} ({})", review.partner.name, review.partner.code);
        let billed = self.show(review.billed());
        let before = review.billed_before.map_or_else(|| "not billed whole".to_owned(), |before| self.show(before));
        self.pieces.extend([
            Piece::Title { operator, title, to },
            Piece::Figure { words: "Billed revenue", amount: billed },
            Piece::Facts([
                ("Quarter", format!("{} to {}", review.quarter.first().label(), review.quarter.last().label())),
                ("Billed in the quarter before", before),
            ]),
            Piece::Facts([("Tier", review.tier.label().to_owned()), ("Type", review.kind.label().to_owned())]),
        ]);
        if !review.complete {
            self.text("The quarter isn’t over, or isn’t billed whole; its figures may still change.");
        }
    }

    fn months(&mut self, review: &QuarterReview) {
        self.pieces.push(Piece::Heading("Month by month"));
        let last = if review.sees_commission { "Commission" } else { "" };
        self.head(["Month", "Billed", "Customers", last]);
        let commission = |amount: Option<Cents>| match (review.sees_commission, amount) {
            (false, _) => String::new(),
            (true, Some(amount)) => self.show(amount),
            (true, None) => "not released yet".to_owned(),
        };
        let mut rows: Vec<_> = review
            .months
            .iter()
            .map(|of| [of.month.label(), self.show(of.billed), of.customers.to_string(), commission(of.commission)])
            .collect();
        rows.push(["Quarter".into(), self.show(review.billed()), String::new(), commission(review.commission())]);
        for row in rows {
            self.row(row, false);
        }
    }

    fn health(&mut self, health: Option<&HealthThenNow>) {
        let Some(HealthThenNow { then, now, components, other_rules }) = health else {
            return self.missing("Health", "there is no score of this quarter");
        };
        self.pieces.push(Piece::Heading("Health, and what moved it"));
        let figure = |score: Option<f64>| score.map_or_else(|| "–".to_owned(), |score| format!("{score:.1}"));
        let moved = |points: Option<f64>| points.map_or_else(|| "–".to_owned(), |points| format!("{points:+.1}"));
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "Before".to_owned(), |day| day.to_string());
        self.row(
            ["Component".into(), day(then.map(|then| then.0)), now.0.to_string(), "Points of the score".into()],
            true,
        );
        let before = then.map(|then| then.1);
        for of in components {
            self.row([of.component.label().into(), figure(of.then), figure(of.now), moved(of.moved)], false);
        }
        let whole = before.map(|before| now.1 - before);
        self.row(["Score".into(), figure(before), figure(Some(now.1)), moved(whole)], false);
        if *other_rules {
            self.text("The two scores were computed by different versions of the rules.");
        }
    }

    fn customers(&mut self, customers: &CustomersThenNow) {
        let CustomersThenNow { months, start, new, back, lost, revenue, reasons } = customers;
        self.pieces.push(Piece::Heading("Customers"));
        self.head(["", "Customers", "Revenue a month", ""]);
        let rows = [
            (format!("Billed in {}", months.0.label()), start.to_string(), self.show(revenue.start)),
            ("New".to_owned(), format!("+{new}"), self.show(revenue.new)),
            ("Come back".to_owned(), format!("+{back}"), self.show(revenue.reactivation)),
            ("Took more".to_owned(), String::new(), self.show(revenue.expansion)),
            ("Took less".to_owned(), String::new(), self.show(Cents(-revenue.contraction.0))),
            ("Lost".to_owned(), format!("-{lost}"), self.show(Cents(-revenue.churn.0))),
            (format!("Billed in {}", months.1.label()), customers.end().to_string(), self.show(revenue.end())),
        ];
        for (words, count, amount) in rows {
            self.row([words, count, amount, String::new()], false);
        }
        let share =
            |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0));
        self.text(&format!(
            "Revenue kept over the quarter: {} net, {} gross.",
            share(revenue.net_retention()),
            share(revenue.gross_retention())
        ));
        if !reasons.is_empty() {
            let words = reasons.iter().map(|(reason, times)| format!("{times} {}", reason.label().to_lowercase()));
            self.text(&format!("Why customers left, as it was recorded: {}.", words.collect::<Vec<_>>().join(", ")));
        }
    }

    fn service(&mut self, review: &QuarterReview) {
        self.pieces.push(Piece::Heading("Tickets and installations"));
        let words = |what: &str, of: Option<Handled>, unit: &str| match of {
            Some(Handled { all, done, in_time, within }) => {
                format!(
                    "{what}: {all} came in and have had their time; {done} are done, {in_time} of them within {within} {unit}."
                )
            }
            None => format!("{what}: none are recorded."),
        };
        let tickets = words("Tickets", review.tickets, "hours");
        let installations = words("Installations", review.installations, "days");
        self.text(&tickets);
        self.text(&installations);
    }

    fn alerts(&mut self, review: &QuarterReview) {
        self.pieces.push(Piece::Heading("Alerts of the quarter"));
        if review.alerts.is_empty() {
            self.text("None were raised.");
        }
        for alert in &review.alerts {
            let words = alert.signal.words(self.tenant.currency);
            let (severity, kind) = (alert.severity.label(), alert.signal.kind().label());
            let (day, state) = (alert.raised_at.date_naive(), alert.state.label().to_lowercase());
            self.text(&format!("{day}  {severity}, {kind} ({state}): {words}"));
        }
    }

    fn interventions(&mut self, interventions: Option<&[ReviewIntervention]>) {
        let Some(interventions) = interventions else { return };
        self.pieces.push(Piece::Heading("What was done"));
        if interventions.is_empty() {
            self.text("No intervention was under way.");
        }
        for of in interventions {
            let until = of.ended_on.map_or_else(String::new, |day| format!(" to {day}"));
            let (kind, state, begun) = (of.kind.label(), of.state.label().to_lowercase(), of.begun_on);
            let ReviewIntervention { steps, done, minutes, .. } = of;
            self.text(&format!(
                "{begun}{until}  {kind} ({state}): {done} of {steps} steps and {minutes} minutes of work in the quarter."
            ));
            self.text(&format!("Its effect: {}.", of.effect()));
            if let Some(outcome) = &of.outcome {
                self.text(&format!("What came of it: {outcome}"));
            }
        }
    }

    fn outlook(&mut self, outlook: Option<&Forecast>) {
        let Some(outlook) = outlook else { return };
        self.pieces.push(Piece::Heading("Outlook"));
        for horizon in &outlook.horizons {
            let words = match &horizon.outlook {
                Ok(of) => format!("In {} days a score of {:.1} is expected ({}).", horizon.days, of.score, of.band()),
                Err(why) => format!("In {} days: {why}.", horizon.days),
            };
            self.text(&words);
        }
    }
}
