//! What every kind of model keeps to, over real sockets against the sandbox, which shares no code with the product.

use crate::model::{Models, short};
use bytes::Bytes;
use futures::TryStreamExt;
use prosa_domain::{
    assist::{Ended, Failure, Kind, window::Speaker},
    lang::Lang,
};
use prosa_provider::llm::{
    Address, Allowed, Answer, Audio, Broken, Chunk, Client, Message, Part, RemoteTranscriber, Request,
    Schema, Temperature, Timeouts, Transcriber, client::collect,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(20);
const SOURCES: &str =
    "Responda só com as fontes.\n\n[1] O prazo de entrega é de 5 dias úteis. 🙂\n[2] Aceitamos Pix e cartão.";
const SAID: &str = "O prazo de entrega é de 5 dias úteis. [1]";

fn question() -> Request {
    Request::new(SOURCES, "Qual é o prazo de entrega?", 200)
}

/// Asks in both ways, which must agree.
async fn both(models: &Models, kind: Kind, model: &str) -> (Result<Answer, Broken>, Result<Answer, Broken>) {
    let client = models.client();
    let endpoint = models.endpoint(kind, model);
    let whole = client.ask(&endpoint, &question(), LONG).await;
    let streamed = match client.stream(&endpoint, &question(), LONG).await {
        Ok(chunks) => collect(chunks).await,
        Err(broken) => Err(broken),
    };
    (whole, streamed)
}

#[tokio::test]
async fn an_answer_is_the_same_whole_and_streamed() {
    let models = Models::start().await;
    for kind in Kind::ALL {
        for model in ["stub-grounded", "stub-whole"] {
            let (whole, streamed) = both(&models, kind, model).await;
            let (whole, streamed) = (whole.unwrap(), streamed.unwrap());
            assert_eq!((whole.text.as_str(), whole.ended), (SAID, Ended::Complete), "{kind:?}");
            assert_eq!(whole, streamed, "{kind:?}");
            let usage = whole.usage.unwrap();
            assert!(usage.input > 20 && usage.output > 5, "{kind:?} {usage:?}");
        }
    }
    let calls = models.calls().await;
    assert_eq!(calls.len(), Kind::ALL.len() * 4);
    assert_eq!(calls.iter().filter(|call| call["streamed"] == true).count(), Kind::ALL.len() * 2);
}

#[tokio::test]
async fn what_a_local_model_thinks_aloud_is_not_heard() {
    let models = Models::start().await;
    let (whole, streamed) = both(&models, Kind::Compatible, "stub-thinking").await;
    assert_eq!((whole.unwrap().text.as_str(), streamed.unwrap().text.as_str()), (SAID, SAID));
}

#[tokio::test]
async fn what_was_sent_is_exactly_what_arrives() {
    let models = Models::start().await;
    let mut request = question();
    request
        .messages
        .insert(0, Message::text(Speaker::Assistant, "Olá, sou da Casa Aurora \"e\" \\ \u{1F4E6}"));
    for kind in Kind::ALL {
        let endpoint = models.endpoint(kind, "stub-echo");
        let chunks = models.client().stream(&endpoint, &request, LONG).await.unwrap();
        let text = collect(chunks).await.unwrap().text;
        assert!(text.starts_with(SOURCES) && text.ends_with("Qual é o prazo de entrega?"), "{kind:?} {text}");
        assert!(text.contains("Casa Aurora \"e\" \\ \u{1F4E6}"), "{kind:?}");
    }
}

#[tokio::test]
async fn every_bad_day_is_told_for_what_it_is() {
    let models = Models::start().await;
    for kind in Kind::ALL {
        for (model, failure) in [
            ("stub-rate-limited", Failure::RateLimited { wait_ms: Some(1_000) }),
            ("stub-quota", Failure::Quota),
            ("stub-overloaded", Failure::Overloaded { wait_ms: Some(1_000) }),
            ("stub-server-error", Failure::ServerError),
            ("stub-auth", Failure::Auth),
            ("stub-too-long", Failure::TooLong),
            ("stub-missing", Failure::Refused),
            ("stub-blocked", Failure::Filtered),
            ("stub-filtered", Failure::Filtered),
            ("stub-bad-json", Failure::Malformed),
            ("stub-cut", Failure::Cut),
        ] {
            let (whole, streamed) = both(&models, kind, model).await;
            assert_eq!(whole.unwrap_err().failure, failure, "{kind:?} {model} whole");
            assert_eq!(streamed.unwrap_err().failure, failure, "{kind:?} {model} streamed");
        }
    }
}

#[tokio::test]
async fn a_stream_that_breaks_keeps_what_came() {
    let models = Models::start().await;
    for kind in Kind::ALL {
        for (model, failure) in [
            ("stub-cut", Failure::Cut),
            ("stub-short", Failure::Cut),
            ("stub-fault-inside", Failure::ServerError),
            ("stub-filtered", Failure::Filtered),
        ] {
            let (_, streamed) = both(&models, kind, model).await;
            let broken = streamed.unwrap_err();
            assert_eq!(broken.failure, failure, "{kind:?} {model}");
            assert!(
                !broken.partial.is_empty() && SAID.starts_with(&broken.partial),
                "{kind:?} {model} {}",
                broken.partial
            );
        }
    }
}

#[tokio::test]
async fn figures_nobody_can_believe_are_not_told_on() {
    let models = Models::start().await;
    for kind in Kind::ALL {
        for model in ["stub-no-usage", "stub-wrong-usage"] {
            let (whole, streamed) = both(&models, kind, model).await;
            let (whole, streamed) = (whole.unwrap(), streamed.unwrap());
            assert_eq!((whole.usage, streamed.usage), (None, None), "{kind:?} {model}");
            assert_eq!((whole.text.as_str(), streamed.text.as_str()), (SAID, SAID), "{kind:?} {model}");
        }
    }
}

#[tokio::test]
async fn a_parameter_a_model_does_not_take_is_left_out_and_remembered() {
    let models = Models::start().await;
    let schema =
        json!({"type": "object", "properties": {"reply": {"type": "string"}}, "required": ["reply"]});
    let request = Request {
        temperature: Some(Temperature::of_hundredths(30)),
        schema: Some(Schema { name: "reply".to_owned(), object: schema }),
        ..question()
    };
    for kind in Kind::ALL {
        let (client, endpoint) = (models.client(), models.endpoint(kind, "stub-strict"));
        assert_eq!(client.ask(&endpoint, &request, LONG).await.unwrap().text, SAID, "{kind:?}");
        let before = models.calls().await.len();
        client.ask(&endpoint, &request, LONG).await.unwrap();
        let calls = models.calls().await;
        assert_eq!(calls.len(), before + 1, "{kind:?}: the second time nothing is tried in vain");
        let text = calls.last().unwrap()["text"].as_str().unwrap();
        assert!(text.contains("JSON Schema"), "{kind:?}: the shape is asked for in words");
    }
}

#[tokio::test]
async fn an_answer_has_the_shape_that_was_asked_for() {
    let models = Models::start().await;
    let schema =
        json!({"type": "object", "properties": {"reply": {"type": "string"}}, "required": ["reply"]});
    let request = Request { schema: Some(Schema { name: "reply".to_owned(), object: schema }), ..question() };
    for kind in Kind::ALL {
        let answer =
            models.client().ask(&models.endpoint(kind, "stub-grounded"), &request, LONG).await.unwrap();
        assert_eq!(serde_json::from_str::<Value>(&answer.text).unwrap(), json!({"reply": SAID}), "{kind:?}");
    }
}

#[tokio::test]
async fn an_answer_without_room_says_that_it_is_cut() {
    let models = Models::start().await;
    for kind in Kind::ALL {
        let request = Request { output_tokens_max: 2, ..question() };
        let answer =
            models.client().ask(&models.endpoint(kind, "stub-grounded"), &request, LONG).await.unwrap();
        assert_eq!((answer.text.as_str(), answer.ended), ("O prazo ", Ended::Length), "{kind:?}");
    }
}

#[tokio::test]
async fn pictures_go_along() {
    let models = Models::start().await;
    let mut request = question();
    let image = Part::Image { mime: "image/png".to_owned(), bytes: Bytes::from_static(b"\x89PNG") };
    request.messages.last_mut().unwrap().parts.push(image);
    for kind in Kind::ALL {
        let answer =
            models.client().ask(&models.endpoint(kind, "stub-grounded"), &request, LONG).await.unwrap();
        // What the sandbox reads in a picture, which is not what it says to words alone.
        assert!(answer.text.starts_with("PEDIDO "), "{kind:?}: {}", answer.text);
        let calls = models.calls().await;
        assert!(calls.last().unwrap()["body"].to_string().contains("iVBORw=="), "{kind:?}");
    }
}

#[tokio::test]
async fn nobody_is_waited_for_longer_than_was_said() {
    let models = Models::start().await;
    let client = models.client_with(short());
    for kind in Kind::ALL {
        let silent = models.endpoint(kind, "stub-timeout");
        let began = Instant::now();
        let whole = client.ask(&silent, &question(), Duration::from_millis(300)).await.unwrap_err();
        assert_eq!(whole.failure, Failure::Timeout, "{kind:?}");
        let streamed = client.stream(&silent, &question(), LONG).await.map(|_| ()).unwrap_err();
        assert_eq!(streamed.failure, Failure::Timeout, "{kind:?} first word");
        assert!(began.elapsed() < Duration::from_secs(3), "{kind:?} {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn slow_words_are_heard_one_by_one_until_the_time_for_the_whole_is_over() {
    let models = Models::start().await;
    let client = models.client();
    for kind in Kind::ALL {
        let slow = models.endpoint(kind, "stub-slow");
        let mut chunks = client.stream(&slow, &question(), LONG).await.unwrap();
        let began = Instant::now();
        let mut words = 0;
        while let Some(chunk) = chunks.try_next().await.unwrap() {
            words += usize::from(matches!(chunk, Chunk::Text(_)));
        }
        assert!(words >= 4 && began.elapsed() > Duration::from_millis(150), "{kind:?} {words}");
        let hurried = match client.stream(&slow, &question(), Duration::from_millis(120)).await {
            Ok(chunks) => collect(chunks).await,
            Err(broken) => Err(broken),
        };
        assert_eq!(hurried.unwrap_err().failure, Failure::Timeout, "{kind:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_not_good_is_told_and_none_is_asked_for_where_none_is_needed() {
    let models = Models::start().await;
    let client = models.client();
    for kind in Kind::ALL {
        let mut endpoint = models.endpoint(kind, "stub-grounded");
        endpoint.key = Some("wrong".to_owned().into());
        assert_eq!(
            client.ask(&endpoint, &question(), LONG).await.unwrap_err().failure,
            Failure::Auth,
            "{kind:?}"
        );
        endpoint.key = Some("two\nlines".to_owned().into());
        assert_eq!(client.ask(&endpoint, &question(), LONG).await.unwrap_err().word, "key_form", "{kind:?}");
        endpoint.key = None;
        let without = client.ask(&endpoint, &question(), LONG).await;
        assert_eq!(without.is_ok(), kind.works_without_key(), "{kind:?}");
        assert!(!format!("{:?}", models.endpoint(kind, "m")).contains("sk-test"), "keys are not printed");
    }
}

#[tokio::test]
async fn who_is_not_there_is_not_reached() {
    let models = Models::start().await;
    for kind in Kind::ALL {
        let mut endpoint = models.endpoint(kind, "m");
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        endpoint.address =
            Address::parse(&format!("http://{free}/v1"), &Allowed::new([free.to_string()])).unwrap();
        let broken = models.client().ask(&endpoint, &question(), LONG).await.unwrap_err();
        assert_eq!(broken.failure, Failure::Unreachable, "{kind:?}");
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_called_even_when_it_was_taken() {
    let models = Models::start().await;
    let port = models.url.rsplit_once(':').unwrap().1;
    // Taken while it was allowed; the client no longer allows it, as with a name that changes where it leads.
    let allowed = Allowed::new(["localhost".to_owned()]);
    let mut endpoint = models.endpoint(Kind::Compatible, "stub-grounded");
    endpoint.address = Address::parse(&format!("http://localhost:{port}/llm/v1"), &allowed).unwrap();
    let now_closed = Client::new(Timeouts::default(), Allowed::default()).unwrap();
    let broken = now_closed.ask(&endpoint, &question(), LONG).await.unwrap_err();
    assert_eq!((broken.failure, broken.word.as_str()), (Failure::Refused, "private_address"));
    let open = Client::new(Timeouts::default(), allowed).unwrap();
    assert_eq!(open.ask(&endpoint, &question(), LONG).await.unwrap().text, SAID);
    assert_eq!(models.calls().await.len(), 1, "the refused call never arrived");
}

#[tokio::test]
async fn speech_becomes_text_where_the_provider_can() {
    let models = Models::start().await;
    let audio = |bytes: &'static [u8], mime: &str| Audio {
        bytes: Bytes::from_static(bytes),
        mime: mime.to_owned(),
        language: Some(Lang::PtBr),
    };
    let spoken = audio(b"OggS\0\0SAY:Quero dois sof\xc3\xa1s.\0\xff", "audio/ogg; codecs=opus");
    for kind in Kind::ALL {
        let endpoint = models.endpoint(kind, "whisper-1");
        let transcriber = RemoteTranscriber { client: models.client(), endpoint };
        let heard = transcriber.transcribe(&spoken, LONG).await;
        if !kind.transcribes() {
            assert_eq!(heard.unwrap_err().word, "no_transcription");
            continue;
        }
        let heard = heard.unwrap();
        assert_eq!((heard.text.as_str(), heard.seconds), ("Quero dois sofás.", Some(3)));
        assert_eq!(models.calls().await.last().unwrap()["body"]["language"], "pt");
        let unknown = transcriber.transcribe(&audio(b"#!AMR", "audio/amr"), LONG).await;
        assert_eq!(unknown.unwrap_err().word, "audio_kind");
    }
    for (model, failure) in [
        ("stub-bad-json", Failure::Malformed),
        ("stub-quota", Failure::Quota),
        ("stub-rate-limited", Failure::RateLimited { wait_ms: None }),
        ("stub-timeout", Failure::Timeout),
    ] {
        let endpoint = models.endpoint(Kind::OpenAi, model);
        let transcriber = RemoteTranscriber { client: models.client(), endpoint };
        let broken = transcriber.transcribe(&spoken, Duration::from_millis(500)).await.unwrap_err();
        assert_eq!(broken.failure, failure, "{model}");
    }
}
