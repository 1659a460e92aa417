//! Sentences that say it, wherever in the message they stand.

mod words;

/// Whether a sentence in these words (without politeness) says that no more messages are wanted.
pub(super) fn says_stop(words: &[&str]) -> bool {
    (0..words.len()).any(|at| {
        let before = words.get(..at).unwrap_or_default();
        let rest = Rest(words.get(at..).unwrap_or_default());
        if is_condition(before) {
            return false;
        }
        no_more(rest)
            || (!is_denied(before)
                && [cease, said_to_cease, leave, remove, unsubscribe].iter().any(|rule| rule(rest)))
    })
}

/// Whether the words before turn the wish around: "não", "não quero", "don't want to".
fn is_denied(before: &[&str]) -> bool {
    let told = before.iter().rev().find(|word| !words::WISHES.contains(word));
    // "don't" comes apart into two words.
    told.is_some_and(|word| words::NOT.contains(word) || *word == "don")
}

/// "se eu parar…", "if I unsubscribe…"
fn is_condition(before: &[&str]) -> bool {
    before.iter().rev().take(2).any(|word| words::IFS.contains(word))
}

/// The words from here on.
#[derive(Clone, Copy)]
struct Rest<'a>(&'a [&'a str]);

impl<'a> Rest<'a> {
    fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Takes one of these words.
    fn one(self, any: &[&str]) -> Option<Self> {
        let (first, rest) = self.0.split_first()?;
        any.contains(first).then_some(Self(rest))
    }

    /// Takes as many of these words as there are.
    fn skip(self, any: &[&str]) -> Self {
        let count = self.0.iter().take_while(|word| any.contains(word)).count();
        Self(self.0.get(count..).unwrap_or_default())
    }

    fn has(self, any: &[&str]) -> bool {
        self.0.iter().any(|word| any.contains(word))
    }

    /// Whether nothing follows that would be an object of its own.
    fn is_only(self, any: &[&str]) -> bool {
        self.0.iter().all(|word| any.contains(word))
    }

    fn ends(self) -> bool {
        self.is_only(words::FILL)
    }

    /// Whether messages in general are named next, and not the hour of them.
    fn names_messages(self) -> bool {
        let named = self.skip(words::DETERMINERS);
        named
            .one(words::MASS)
            .or_else(|| named.one(words::SINGLE))
            .is_some_and(|rest| !rest.has(words::HOURS))
    }

    /// Whether one certain message or offer is named next: "a promoção", "the offer".
    fn points_at_one(self) -> bool {
        let named = self.skip(words::DETERMINERS);
        let count = self.0.len() - named.0.len();
        let pointed = self.0.iter().take(count).any(|word| words::SPECIFIC.contains(word));
        let kind = self.0.iter().take(count).any(|word| words::KINDS.contains(word));
        pointed && !kind && named.one(words::SINGLE).is_some()
    }

    /// Whether messages in general are meant, not one of them and not some of them.
    fn means_messages(self) -> bool {
        let named = self.skip(words::DETERMINERS);
        let many = named.one(words::MASS).is_some();
        let one = named.one(words::SINGLE).is_some_and(|tail| tail.ends() || tail.has(words::MORE));
        self.names_messages() && !self.points_at_one() && (many || one)
    }

    /// Whether a list of people is named next: "da lista de vocês", "off this mailing list".
    fn names_list(self) -> bool {
        self.skip(words::DETERMINERS).one(words::LISTS).is_some_and(|rest| !rest.has(words::ELSEWHERE))
    }
}

/// "parar de receber", "pare de me mandar mensagens", "stop texting me", "parem com essas mensagens".
fn cease(rest: Rest<'_>) -> bool {
    let Some(what) = rest.one(words::CEASE) else { return false };
    let what = what.one(&["de"]).unwrap_or(what);
    let verb = what.skip(&["me", "nos"]);
    let to_me = verb.0.len() < what.0.len();
    if let Some(object) = verb.one(words::BOTHER) {
        let told = object.skip(&["me", "us"]);
        if told.ends() || told.names_messages() {
            return true;
        }
    }
    if let Some(object) = verb.one(words::RECEIVE) {
        return object.ends() || object.means_messages();
    }
    if let Some(object) = verb.one(words::GIVE) {
        let told = object.skip(&["me", "us"]);
        let to_me = to_me || told.0.len() < object.0.len();
        let pointed = !told.is_empty() && told.is_only(words::POINTERS);
        return told.skip(words::PHONES).names_messages() || pointed || (told.ends() && to_me);
    }
    // A bare "para" is "for" and "to": "para promoções" asks something.
    let ceases = rest.one(&["para", "paro", "quit"]).is_none() || what.one(&["com", "con"]).is_some();
    ceases
        && what.names_messages()
        && !what.points_at_one()
        && what.skip(words::DETERMINERS).one(&["isso", "isto", "esto", "eso"]).is_none()
}

/// "já pedi pra parar", at the end.
fn said_to_cease(rest: Rest<'_>) -> bool {
    let told = rest.one(words::SAID).map(|that| that.skip(words::THAT));
    told.and_then(|told| told.one(words::CEASE)).is_some_and(Rest::is_empty)
}

/// "não me mande mais", "não quero receber", "no more messages", "chega de propaganda".
fn no_more(rest: Rest<'_>) -> bool {
    if let Some(of) = rest.one(words::ENOUGH) {
        return of.one(&["de", "of"]).is_some_and(|of| of.names_messages() && !of.points_at_one());
    }
    let Some(denied) = rest.one(words::NOT).or_else(|| rest.one(&["don"])) else { return false };
    let denied = denied.one(&["t"]).unwrap_or(denied);
    if denied.one(&["more", "mas", "mais"]).is_some_and(|more| more.names_messages()) {
        return true;
    }
    ordered(denied) || unwanted(denied)
}

/// After "não": "me mandem mais nada", "contact me", "envie ofertas".
fn ordered(denied: Rest<'_>) -> bool {
    let verb = denied.skip(&["me", "nos", "mais", "mas", "eu", "ever"]);
    let before_me = verb.0.len() < denied.0.len();
    if let Some(object) = verb.one(words::LEAVE_ALONE) {
        let told = object.skip(&["me", "us"]);
        let me = before_me || told.0.len() < object.0.len();
        if me && told.ends() {
            return true;
        }
    }
    let Some(object) = verb.one(words::ORDERS) else { return false };
    let again = object.has(words::MORE) || denied.one(&["mais", "mas"]).is_some();
    if again {
        return object.ends() || object.names_messages();
    }
    object.means_messages()
}

/// After "não": "quero mais receber nada", "quero mensagens", "quiero que me escriban", "want any more offers".
fn unwanted(denied: Rest<'_>) -> bool {
    let verb = denied.skip(words::SELF).skip(&["tenho", "tengo", "am", "mais", "mas"]);
    if let Some(what) = verb.one(words::INTERESTS) {
        let what = what.skip(&["em", "en", "in"]);
        return what.one(words::RECEIVE).is_some_and(Rest::means_messages) || what.one(words::MASS).is_some();
    }
    if let Some(needless) = verb.one(words::NEEDS) {
        let given = needless.skip(words::BETWEEN).one(words::GIVE);
        return given.is_some_and(|object| object.names_messages() && needless.has(&["mais", "mas"]));
    }
    let Some(wanted) = verb.one(words::WANTS) else { return false };
    let what = wanted.skip(words::BETWEEN);
    if let Some(object) = what.one(words::RECEIVE) {
        return object.ends() || object.means_messages();
    }
    if what.skip(&["o", "el"]).one(words::SENDINGS).is_some_and(Rest::names_messages) {
        return true;
    }
    if let Some(object) = what.one(words::SENT) {
        return object.ends() || object.names_messages();
    }
    if what.one(&["saber"]).is_some_and(Rest::names_messages) {
        return true;
    }
    let more = wanted
        .0
        .iter()
        .take(wanted.0.len() - what.0.len())
        .any(|word| ["mais", "mas", "more"].contains(word));
    let plain = what.skip(words::DETERMINERS).one(words::PLAIN).is_some();
    what.names_messages() && !what.points_at_one() && (more || plain)
}

/// "sair da lista", "quero sair desse grupo".
fn leave(rest: Rest<'_>) -> bool {
    rest.one(words::LEAVE).is_some_and(Rest::names_list)
}

/// "me tira dessa lista", "take me off your list", "apague meu número", "ser removido da lista".
fn remove(rest: Rest<'_>) -> bool {
    if rest.one(words::REMOVE_ME).is_some_and(|tail| tail.ends() || tail.names_list()) {
        return true;
    }
    if let Some(tail) = rest.one(words::REMOVED) {
        return tail.names_list();
    }
    if let Some(what) = rest.one(words::REMOVALS) {
        return what
            .skip(&["do", "dos", "de", "of"])
            .one(words::MINE)
            .and_then(|mine| mine.one(words::DATA))
            .is_some_and(Rest::ends);
    }
    let before = rest.skip(&["me", "nos"]);
    let me_first = before.0.len() < rest.0.len();
    let Some(object) = before.one(words::REMOVE).or_else(|| before.one(words::ERASE)) else { return false };
    let after = object.skip(&["me", "us", "eu"]);
    if before.one(&["take", "get"]).is_some() && after.one(&["off", "out", "from"]).is_none() {
        return false;
    }
    if me_first || after.0.len() < object.0.len() {
        return after.names_list();
    }
    let off = object.skip(words::DETERMINERS);
    if off.0.len() < object.0.len()
        && off.one(words::LISTS).is_some_and(Rest::ends)
        && !object.has(words::MINE)
    {
        return true;
    }
    if before.one(words::ERASE).is_none() {
        return false;
    }
    let Some(data) =
        object.skip(&["o", "os", "el", "los", "the"]).one(words::MINE).and_then(|mine| mine.one(words::DATA))
    else {
        return false;
    };
    let data = data.skip(words::DATA);
    data.ends() || data.names_list()
}

/// "quero me descadastrar", "unsubscribe me", "cancelar a inscrição", "darme de baja", "opt out".
fn unsubscribe(rest: Rest<'_>) -> bool {
    if rest.one(&["opt"]).map(|out| out.skip(&["me"])).and_then(|out| out.one(&["out"])).is_some() {
        return true;
    }
    let goes = |tail: Rest<'_>| tail.ends() || tail.names_list() || tail.names_messages();
    if let Some((first, tail)) = rest.0.split_first() {
        let tail = Rest(tail);
        if words::UNSUBSCRIBES.iter().any(|begin| first.starts_with(begin)) {
            let mine = tail.one(words::MINE).and_then(|mine| mine.one(words::DATA));
            return goes(tail) || is_next_sentence(tail) || mine.is_some_and(goes);
        }
    }
    if let Some(cancelled) = rest.one(words::CANCELS) {
        let what = cancelled.skip(words::DETERMINERS);
        return what.one(words::SUBSCRIPTIONS).is_some_and(goes)
            || what.one(words::SENDINGS).is_some_and(Rest::names_messages)
            || what.one(words::MASS).is_some_and(|tail| !tail.has(words::HOURS));
    }
    let down = rest.one(words::DOWN).map(|down| down.skip(&["me", "nos", "de", "la"]));
    let Some(tail) = down.and_then(|down| down.one(&["baja"])) else { return false };
    let mine = tail.skip(&["a"]).one(words::MINE).and_then(|mine| mine.one(words::DATA));
    goes(tail) || mine.is_some_and(goes)
}

/// "…, me ajudem": what follows has nothing to do with it.
fn is_next_sentence(tail: Rest<'_>) -> bool {
    tail.is_empty() || tail.one(&["me", "e", "and", "y", "mas", "but", "pero"]).is_some()
}
