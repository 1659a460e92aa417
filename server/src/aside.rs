//! Models that work beside the message path: a larger reader and a listener, as the operator has set them.

use crate::config::Intelligence;
use anyhow::{Context as _, Result, anyhow};
use prosa_classify::{
    large::{LargeError, Reader},
    speech::{self, SpeechError, Whisper},
};
use prosa_domain::{
    assist::{Failure, Kind},
    label::Language,
    lang::Lang,
};
use prosa_engine::aside::{Aside, Second, SecondError, SecondReader};
use prosa_provider::{
    Boxed,
    llm::{
        Address, Allowed, Audio, Broken, Client, Endpoint, RemoteTranscriber, Timeouts, Transcriber,
        Transcript,
    },
};
use secrecy::ExposeSecret as _;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::Semaphore, time::Instant};

/// Loads what is configured. A folder that is no model ends the start in words.
pub(crate) async fn load(config: &Intelligence, aside: &Aside) -> Result<()> {
    if !config.larger_model.as_os_str().is_empty() {
        let reader = opened("intelligence.larger_model", &config.larger_model, Reader::open).await?;
        tracing::info!(model = reader.version(), "a larger model reads messages again");
        aside.read_by(Arc::new(Larger(reader)));
    }
    if config.is_remote() {
        let listener = remote(config)?;
        tracing::info!(model = listener.name(), "voice notes are written down by a server");
        aside.listen_by(Arc::new(listener));
    } else if !config.transcriber.is_empty() {
        let folder = PathBuf::from(&config.transcriber);
        let whisper = opened("intelligence.transcriber", &folder, Whisper::open).await?;
        tracing::info!(model = whisper.id(), "voice notes are written down by a model of this machine");
        aside.listen_by(Arc::new(Ears { whisper: Arc::new(whisper), turn: Arc::new(Semaphore::new(1)) }));
    }
    Ok(())
}

/// Loads a folder on a thread that may block.
async fn opened<T: Send + 'static>(
    key: &'static str,
    folder: &Path,
    open: fn(&Path) -> Result<T, LargeError>,
) -> Result<T> {
    let folder = folder.to_owned();
    let loaded = tokio::task::spawn_blocking(move || open(&folder)).await;
    loaded.context("loading a model broke")?.with_context(|| format!("{key} cannot be used"))
}

fn remote(config: &Intelligence) -> Result<RemoteTranscriber> {
    let wrong = |error: &dyn std::fmt::Display| anyhow!("intelligence.transcriber cannot be used: {error}");
    // What an operator writes into the configuration may lead anywhere, into their own network too.
    let host: http::Uri = config.transcriber.parse().map_err(|error| wrong(&error))?;
    // Addresses of IPv6 stand in brackets there.
    let allowed = Allowed::new(host.host().map(|host| host.trim_matches(['[', ']']).to_owned()));
    let address = Address::parse(&config.transcriber, &allowed).map_err(|error| wrong(&error))?;
    let key = Some(config.transcriber_key.clone()).filter(|key| !key.expose_secret().is_empty());
    let endpoint = Endpoint { kind: Kind::Compatible, address, key, model: config.transcriber_model.clone() };
    Ok(RemoteTranscriber { client: Client::new(Timeouts::default(), allowed)?, endpoint })
}

/// A larger model, as the engine asks for it.
struct Larger(Reader);

impl SecondReader for Larger {
    fn version(&self) -> &str {
        self.0.version()
    }

    fn read_all(&self, texts: &[&str]) -> Result<Vec<Second>, SecondError> {
        let read = self.0.read_all(texts).map_err(|error| SecondError(error.to_string()))?;
        let second = |opinion: prosa_classify::large::Opinion| Second {
            intent: opinion.intent,
            mood: opinion.mood.map(|mood| (mood.label, mood.scores.of(mood.label))),
        };
        Ok(read.into_iter().map(second).collect())
    }
}

/// A Whisper model of this machine. It listens to one voice note at a time.
struct Ears {
    whisper: Arc<Whisper>,
    turn: Arc<Semaphore>,
}

impl Transcriber for Ears {
    fn name(&self) -> String {
        self.whisper.id().to_owned()
    }

    fn transcribe<'a>(&'a self, audio: &'a Audio, within: Duration) -> Boxed<'a, Result<Transcript, Broken>> {
        Box::pin(self.listen(audio, within))
    }
}

impl Ears {
    async fn listen(&self, audio: &Audio, within: Duration) -> Result<Transcript, Broken> {
        let deadline = Instant::now() + within;
        let turn = Arc::clone(&self.turn).acquire_owned();
        let turn = tokio::time::timeout_at(deadline, turn).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Broken::new(Failure::Overloaded { wait_ms: None }, "busy"));
        };
        let (whisper, bytes) = (Arc::clone(&self.whisper), audio.bytes.clone());
        let language = audio.language.map(spoken);
        let work = tokio::task::spawn_blocking(move || {
            let samples = speech::pcm(&bytes)?;
            let heard = whisper.transcribe(&samples, language, deadline.into_std());
            drop(turn);
            heard.map(|heard| (heard.text, samples.len().div_ceil(16_000)))
        });
        let heard = work.await.map_err(|_| Broken::new(Failure::ServerError, "model_broke"))?;
        let (text, seconds) = heard.map_err(|error| broken(&error))?;
        Ok(Transcript { text, seconds: u32::try_from(seconds).ok(), usage: None })
    }
}

fn spoken(lang: Lang) -> Language {
    Language::ALL.iter().copied().find(|language| language.lang() == lang).unwrap_or(Language::Portuguese)
}

fn broken(error: &SpeechError) -> Broken {
    match error {
        SpeechError::Kind(_) => Broken::new(Failure::Refused, "audio_kind"),
        SpeechError::Sound(_) => Broken::new(Failure::Refused, "audio_broken"),
        SpeechError::TooLong => Broken::new(Failure::TooLong, "audio_seconds"),
        SpeechError::TooSlow => Broken::new(Failure::Timeout, "model_slow"),
        SpeechError::Model(error) => {
            tracing::error!(%error, "the model that listens failed");
            Broken::new(Failure::ServerError, "model_failed")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn without_a_setting_nobody_works_beside_the_path() {
        let aside = Aside::default();
        load(&Intelligence::default(), &aside).await.unwrap();
        assert!(aside.reader().is_none() && aside.listener().is_none());
    }

    #[tokio::test]
    async fn a_folder_that_is_no_model_ends_the_start_with_its_key_and_the_reason() {
        let folder = std::env::temp_dir().join(format!("prosa-no-model-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let reader = Intelligence { larger_model: folder.clone(), ..Intelligence::default() };
        let listener = Intelligence { transcriber: folder.display().to_string(), ..Intelligence::default() };
        for (config, key) in [(reader, "intelligence.larger_model"), (listener, "intelligence.transcriber")] {
            let told = format!("{:#}", load(&config, &Aside::default()).await.unwrap_err());
            assert!(told.starts_with(key) && told.contains("has no config.json"), "{told}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn an_operator_may_name_a_server_of_their_own_network_but_nothing_that_is_no_address() {
        let at = |transcriber: &str| Intelligence {
            transcriber: transcriber.to_owned(),
            transcriber_model: "whisper-1".to_owned(),
            ..Intelligence::default()
        };
        for address in ["http://127.0.0.1:8080/v1", "http://[::1]:9000/v1", "https://speech.example/v1"] {
            let aside = Aside::default();
            load(&at(address), &aside).await.unwrap();
            assert_eq!(aside.listener().unwrap().name(), "compatible/whisper-1");
        }
        for address in ["http://", "https://user:word@speech.example/v1", "http://169.254.169.254/v1"] {
            assert!(load(&at(address), &Aside::default()).await.is_err(), "{address}");
        }
    }
}
