//! Surveys: owners are asked by letter, reminded, and answer once through a private link; the answers are facts.

use crate::world::{CUSTOMERS, World};
use domain::Refusal;
use domain::health::Component;
use domain::health::survey::{Reply, Survey, SurveyState};
use domain::mail::{Mail, MailKind};
use domain::user::Role;
use domain::view::SurveySettings;
use domain::workflow::Workflow;
use engine::Desk;

const DAY: i64 = 86_400;

/// An operator that asks, its manager, and the owner of RS-1; RS-2 has nobody.
async fn asking() -> (World, Desk, Desk) {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let manager = world.desk(Role::Head, None).await;
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    let settings = SurveySettings { asks: true, ..SurveySettings::default() };
    manager.save_survey_settings(&settings).await.unwrap();
    (world, manager, owner)
}

async fn look(world: &World, period: &str) {
    world.office.begin_work(Workflow::Surveys, period, None, None).await.unwrap();
    world.engine.work_through().await.unwrap();
}

async fn letters(world: &World) -> Vec<Mail> {
    let mails = world.office.mails().await.unwrap().into_iter();
    let mut letters: Vec<_> = mails.filter(|mail| mail.kind == MailKind::Survey).collect();
    letters.sort_by_key(|mail| mail.id);
    letters
}

/// The link as it stands in a letter.
fn link(letter: &Mail) -> String {
    let line = letter.text.lines().find(|line| line.contains("/survey/")).unwrap();
    line.rsplit_once("/survey/").unwrap().1.to_owned()
}

fn replies(value: u8) -> Vec<Reply> {
    let numbers = Survey::default().questions.into_iter().filter(|question| question.scale.is_some());
    let mut replies: Vec<_> = numbers.map(|q| Reply { key: q.key, value: Some(value), words: None }).collect();
    replies.push(Reply { key: "words".into(), value: None, words: Some("answer the telephone".into()) });
    replies
}

#[tokio::test]
async fn an_owner_is_asked_answers_once_and_the_answers_are_facts() {
    let (world, manager, _) = asking().await;
    look(&world, "first").await;
    look(&world, "second").await;
    let letters = letters(&world).await;
    assert_eq!((letters.len(), letters[0].to_name.as_str()), (1, "The Reseller owner"), "once, and nobody of RS-2");
    let link = link(&letters[0]);
    let looked_at = world.desk(Role::Admin, None).await.mail(letters[0].id).await.unwrap();
    assert!(
        ![looked_at.text, looked_at.html].iter().any(|shown| shown.contains(&link)),
        "the link is the owner's alone"
    );
    let form = world.engine.survey(&link).await.unwrap();
    assert_eq!((form.operator.as_str(), form.partner.as_str()), ("Acme Internet", "RS-1"));

    let mut wrong = replies(8);
    wrong[1].value = Some(11);
    let refusal = world.engine.answer_survey(&link, &wrong).await.unwrap_err();
    assert_eq!(refusal.to_string(), "How satisfied are you with our support?: choose a number from 1 to 10");
    world.engine.answer_survey(&link, &replies(8)).await.unwrap();
    let again = world.engine.answer_survey(&link, &replies(1)).await.unwrap_err();
    assert_eq!(again.to_string(), "This survey was answered already. Thank you!");
    assert_eq!(world.engine.survey(&link).await.unwrap_err(), again);

    let page = manager.surveys(None).await.unwrap();
    assert_eq!((page.counts.sent, page.counts.answered, page.counts.waiting), (1, 1, 0));
    assert_eq!((page.counts.response_rate(), page.net_promoter), (Some(1.0), Some(0.0)));
    assert_eq!((page.voices.len(), page.heard.map(|heard| heard.answers)), (5, Some(5)));
    let row = &page.rows[0];
    assert_eq!((row.state, row.partner.code.as_str()), (SurveyState::Answered, "RS-1"));
    assert_eq!(row.said().last().map(|said| said.answer.clone()).as_deref(), Some("answer the telephone"));
    assert_eq!(row.said()[0].answer, "8 (of 0 to 10)");
    assert_eq!(manager.surveys(Some(row.partner.id)).await.unwrap().rows, page.rows);
    let other = manager.partners().await.unwrap().into_iter().find(|partner| partner.code == "RS-2").unwrap();
    assert_eq!(manager.surveys(Some(other.id)).await.unwrap().counts.sent, 0);

    // The next scoring counts them.
    world.later(DAY);
    world.engine.work_through().await.unwrap();
    let health = manager.partner_health(Some(row.partner.id)).await.unwrap().insight.unwrap();
    let satisfaction = health.score.components.iter().find(|c| c.component == Component::Satisfaction).unwrap();
    assert!(satisfaction.score.is_some_and(|score| (70.0..90.0).contains(&score)), "{satisfaction:?}");
}

#[tokio::test]
async fn who_does_not_answer_is_reminded_and_then_left_alone() {
    let (world, manager, _) = asking().await;
    look(&world, "asked").await;
    for (after, period, number) in
        [(4, "early", 1), (1, "day 5", 2), (1, "day 6", 2), (6, "day 12", 3), (1, "day 13", 3)]
    {
        world.later(after * DAY);
        look(&world, period).await;
        assert_eq!(letters(&world).await.len(), number, "{period}");
    }
    let letters = letters(&world).await;
    assert!(letters[1].subject.starts_with("A reminder") && link(&letters[0]) != link(&letters[1]));
    for letter in &letters {
        world.engine.survey(&link(letter)).await.unwrap();
    }
    world.later(8 * DAY);
    let late = world.engine.survey(&link(&letters[0])).await.unwrap_err();
    assert_eq!(late.to_string(), "This survey could be answered until 2025-10-26. You will be asked again.");
    look(&world, "day 21").await;
    assert_eq!(manager.surveys(None).await.unwrap().rows[0].state, SurveyState::Closed);
    assert_eq!(world.engine.answer_survey(&link(&letters[1]), &replies(9)).await.unwrap_err(), late);
    world.later(69 * DAY);
    look(&world, "day 90").await;
    // Where nobody has looked for long, closing and asking anew are one look.
    manager.save_survey_settings(&SurveySettings::default()).await.unwrap();
    world.later(100 * DAY);
    manager.save_survey_settings(&SurveySettings { asks: true, ..SurveySettings::default() }).await.unwrap();
    look(&world, "day 190").await;
    let states: Vec<_> = manager.surveys(None).await.unwrap().rows.into_iter().map(|row| row.state).collect();
    assert_eq!(states, [SurveyState::Open, SurveyState::Closed, SurveyState::Closed]);
}

#[tokio::test]
async fn a_link_that_was_never_sent_leads_nowhere_and_none_stands_in_the_database() {
    let (world, ..) = asking().await;
    look(&world, "asked").await;
    let token = link(&letters(&world).await[0]);
    for wrong in ["", "x", "1-abc", &token[..token.len() - 1], &format!("9{token}"), &token.replace('-', "")] {
        let refusal = world.engine.survey(wrong).await.unwrap_err();
        assert!(matches!(refusal, Refusal::NotFound { .. }), "{wrong}: {refusal}");
        assert_eq!(world.engine.answer_survey(wrong, &replies(5)).await.unwrap_err(), refusal);
    }
}

#[tokio::test]
async fn nobody_is_asked_unless_the_operator_wants_it_nor_in_an_emergency() {
    let (world, manager, _) = asking().await;
    let partner = manager.partners().await.unwrap().remove(0);
    manager.declare_emergency(partner.id, "the owner is ill", false).await.unwrap();
    look(&world, "in an emergency").await;
    assert_eq!(letters(&world).await.len(), 0);
    world.later(73 * 3_600);
    manager.save_survey_settings(&SurveySettings::default()).await.unwrap();
    look(&world, "switched off").await;
    assert_eq!(letters(&world).await.len(), 0);
    manager.save_survey_settings(&SurveySettings { asks: true, ..SurveySettings::default() }).await.unwrap();
    look(&world, "switched on").await;
    assert_eq!(letters(&world).await.len(), 1);

    let support = world.desk(Role::Support, None).await;
    assert!(matches!(support.save_survey_settings(&SurveySettings::default()).await, Err(Refusal::Forbidden { .. })));
    let mut odd = SurveySettings::default();
    odd.survey.questions.clear();
    assert!(manager.save_survey_settings(&odd).await.unwrap_err().to_string().starts_with("questions: "));
}

#[tokio::test]
async fn an_owner_who_is_signed_in_answers_without_a_letter_and_only_for_their_own() {
    let (world, manager, owner) = asking().await;
    look(&world, "asked").await;
    let stranger = world.desk(Role::Owner, Some("RS-2")).await;
    let sales = world.desk(Role::Sales, Some("RS-1")).await;
    let id = owner.surveys(None).await.unwrap().to_answer.unwrap();
    assert_eq!(sales.surveys(None).await.unwrap().to_answer, None);
    assert_eq!(manager.surveys(None).await.unwrap().to_answer, None);
    assert_eq!(stranger.surveys(None).await.unwrap().rows, []);
    assert!(matches!(stranger.answer_own_survey(id, &replies(9)).await, Err(Refusal::NotFound { .. })));
    assert!(matches!(sales.answer_own_survey(id, &replies(9)).await, Err(Refusal::Forbidden { .. })));
    assert!(manager.answer_own_survey(id, &replies(9)).await.is_err());
    owner.answer_own_survey(id, &replies(9)).await.unwrap();
    let page = owner.surveys(None).await.unwrap();
    assert_eq!((page.to_answer, page.counts.answered), (None, 1));
    let again = owner.answer_own_survey(id, &replies(1)).await.unwrap_err();
    assert_eq!(again.to_string(), "This survey was answered already. Thank you!");
    let letter = link(&letters(&world).await[0]);
    assert_eq!(world.engine.answer_survey(&letter, &replies(1)).await.unwrap_err(), again);
    let code = manager.partners().await.unwrap().into_iter().find(|partner| partner.code == "RS-2").unwrap().id;
    assert!(matches!(owner.surveys(Some(code)).await, Err(Refusal::NotFound { .. })));
}
