//! Who can help: by what people say they know, and by what they have delivered.

use anyhow::Result;
use serde_json::{Value, json};

use super::desk::{Desk, anna_and_sam};

async fn helpers(desk: &Desk, text: &str, request: Option<&Value>) -> Result<Value> {
    desk.call("who_can_help", json!({ "text": text, "request": request })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_that_they_know_it_is_named_with_why_and_asked_in_one_step() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    assert_eq!(helpers(&anna, "A deed for the mill", None).await?, json!([]));

    sam.call("set_skills", json!({ "skills": ["Deeds", "Notaries", "deeds"] })).await?;
    anna.until("Anna is told that Sam knows deeds", || async {
        let named = helpers(&anna, "A deed for the mill", None).await?;
        Ok(named[0]["person"] == json!(sam.me().await?) && named[0]["knows"] == json!(["Deeds"]))
    })
    .await?;
    let card = anna.call("app_state", Value::Null).await?["directory"]["people"].clone();
    let skills = card.as_array().into_iter().flatten().find_map(|it| it["skills"].as_array()?.first().cloned());
    assert_eq!(skills, Some(json!("Deeds")), "{card}");
    assert_eq!(helpers(&sam, "A deed for the mill", None).await?, json!([]), "nobody is sent to themselves");

    let away = json!({ "first_day": "2020-01-01", "back_on": "2035-01-01", "substitute": null });
    sam.call("set_absence", json!({ "person": sam.me().await?, "absence": away })).await?;
    anna.until("and that he is away", || async {
        let named = helpers(&anna, "A deed for the mill", None).await?;
        Ok(named[0]["away"]["back_on"] == "2035-01-01")
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_delivered_the_like_is_named_unless_they_have_it_already() -> Result<()> {
    let (anna, sam) = anna_and_sam().await?;
    let ask = async |title: &str| {
        let asked = json!({
            "title": title, "details": null, "addressee": { "person": sam.me().await?, "team": null },
            "visibility": "teams", "priority": "normal", "kind": null, "needed_by": null, "watchers": [],
            "link": null, "form": null,
        });
        anyhow::Ok(anna.call("ask", asked).await?["request"].clone())
    };
    let first = ask("Riparian grant for the mill").await?;
    let whole = json!({ "request": first });
    sam.until("it is with Sam", || async { Ok(sam.call("open_request", whole.clone()).await.is_ok()) }).await?;
    let soon = json!({ "request": first, "promise": null, "next_word": "2035-01-01T10:00:00Z", "words": null });
    sam.call("acknowledge", soon).await?;
    sam.call("deliver", json!({ "request": first, "words": "Here it is", "next_need": null })).await?;

    anna.until("Anna is told that Sam has done one", || async {
        let named = helpers(&anna, "Riparian grant for the brook", None).await?;
        Ok(named[0]["delivered"] == 1 && named[0]["person"] == json!(sam.me().await?))
    })
    .await?;

    let second = ask("Riparian grant for the brook").await?;
    assert_eq!(helpers(&anna, "Riparian grant for the brook", Some(&second)).await?, json!([]), "he has it already");
    Ok(())
}
