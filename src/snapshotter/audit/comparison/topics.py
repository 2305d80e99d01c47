"""What a text is about, in which language, and whether it is what hijacked domains sell."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from snapshotter.cited.folding import IDEOGRAPHS

_MAX_WORDS = 6_000
_LEAST_CHARS = 4
_TELLING = 0.04
"""Part of a text that the commonest words of its language make up at least."""
_CLEARLY = 1.5
_LEAST_TOKENS = 20
_COMMON_TEXT = {
    "en": "the of and to in that is was for with as his he it on be at by this had not are but from or have they which one you were all her she there would their we him been has when who will no more if out so said what up its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many before must through back years where much your way well down should because each just those people how too little state good very make still number need know used work being another here full take last same better while both "
    "several around against every place often part using help less really since however open going long already think best "
    "found create something makes within look different trying world working times longer right change between line provide "
    "great information case might having never based things possible become away making small important built soon without "
    "easy ever form want including hard across today taking high during started single means point general does always doesn "
    "next level simply simple meaning list fact keep growing getting common order give find call either given free three "
    "together thing looking called enough seen least likely real behind example idea previous five large current months known "
    "almost until needs read deal following others left took terms mean along second once comes start sure days early feel "
    "earlier higher else move addition goes currently quickly created works added actual nothing actually total according "
    "wrote major group available able sense continue clear whether course week true takes though alone instead tell ways "
    "past rather told usually bring main name exactly said says home page click news email contact privacy terms more share",
    "de": "der die und das in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei hatte kann gegen vom können schon wenn habe seine ihre dann unter wir soll ich eines jahr zwei diese dieser wieder keine uhr seiner worden will zwischen immer was sagte gibt alle diesem seit muss wurden beim doch jetzt waren",
    "fr": "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec ou son aux cette ont ses mais comme on tout nous sa fait été aussi leur bien peut ces deux sans être elle même entre dont était je après encore vous où si tous ans leurs faire avoir contre depuis avait alors très autre selon",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos esto antes algunos qué unos otro otras otra años fue ser son ha está dos tiene",
    "it": "di e il la che in un a per è una sono con non del si da le dei al più nel come della i ma gli lo ha anche alla ci suo questo delle o se degli nella mi tutti stato sua quando essere molto dal sul loro anni fatto due cui dopo questa ho hanno sulla così dalla tra lavoro fra prima era",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu às minha têm anos são pode",
    "nl": "de het een en van in is dat op te zijn met voor niet aan die er om maar ook als dan bij nog uit door naar heeft tot over ze wordt wel je dit worden hij was ik geen meer kan zou al haar hebben werd deze jaar had veel onder na andere zich hun moet tegen alleen nu ons wat",
    "pl": "i w na z do się nie że jest to o jak za po od co dla przez przy ale tak są tym który być może tego oraz czy już tylko będzie było jego która także bardzo ma jednak też lat jej które ich był została pod",
    "sv": "och i att det som en på är av för med den till inte har om ett de var från men vi kan så du jag man ska eller nu när där efter under också hade än vid sin bara mot varit över år några mycket alla andra sig detta",
    "cs": "a se v na je že o s z do i to jako by za ale po pro k už od podle které jsou jeho který bude si než bylo ve jen nebo před let při byl také která jsem ze však roku jak",
    "tr": "bir ve bu da de için ile çok olarak daha olan gibi sonra kadar ne var ama en o ise her yeni değil ki olduğu ya diye şey göre içinde iki oldu",
    "id": "yang dan di dengan untuk pada dari ini tidak dalam adalah itu akan juga ke oleh sebagai ada bisa atau anda kami mereka telah saat lebih kita secara dapat tersebut para situs bermain",
    "ru": "и в не на что с по это как а но он к из за у от так же для вы его все мы бы они было только ее о мне еще был или нет если уже до при даже под где она когда этот который их чтобы было года также после может лет",
    "uk": "і в не на що з по це як а але він до із за у від так для ви його все ми та вони було тільки про ще був або якщо вже при навіть під де вона коли який їх щоб також після може років є",
}
_COMMON = {language: frozenset(text.split()) for language, text in _COMMON_TEXT.items()}
_SCRIPTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("ar", re.compile("[\u0620-\u06ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("th", re.compile("[\u0e01-\u0e4e]")),
    ("hi", re.compile("[\u0905-\u0939]")),
    ("el", re.compile("[\u03b1-\u03c9]")),
)
_SCRIPT_PART = {"ja": 0.12}
_LEAST_PART = 0.35
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")

_SOLD_TEXT = {
    "gambling": "casino casinos kasino kasyno cassino казино jackpot jackpots slot slots togel judi bandar baccarat roulette poker "
    "sportsbook bookmaker bookmakers betting apuestas scommesse sportwetten wetten bahis iddaa pokies freespins "
    "bet365 1xbet gacor maxwin sbobet taruhan spielautomaten tragamonedas ставки ставок букмекер слоты рулетка "
    "カジノ スロット 바카라 카지노 토토 赌场 博彩 娱乐城 老虎机 百家乐 彩票 คาสิโน สล็อต บาคาร่า wager wagering",
    "pharma": "viagra cialis levitra tadalafil sildenafil kamagra tramadol xanax ambien phentermine vardenafil priligy "
    "dapoxetine виагра сиалис バイアグラ 비아그라 伟哥 pharmacy pharmacie apotheke farmacia steroids",
    "adult": "porn porno xxx milf camgirls escort escorts hentai nude sexcam webcamsex порно эскорт エロ 아다르트 色情 成人 "
    "성인 bokep fleshlight onlyfans",
    "money": "payday forex binary bitcoin crypto kredit loans replica rolex essay essays",
}
_SOLD = {kind: frozenset(text.split()) for kind, text in _SOLD_TEXT.items()}
_SOLD_SIGNS = {
    kind: tuple(
        word
        for word in words
        if len(word) >= 2 and _IDEOGRAPH.match(word) or re.match("[\uac00-\ud7a3\u0e00-\u0e7f]", word)
    )
    for kind, words in _SOLD.items()
}
_SOLD_WEAK = frozenset(("money",))
_STRONG_KINDS = 3
_STRONG_PART = 0.008


def language_of(words: Sequence[str]) -> str | None:
    """The language of some folded words, by script and commonest words; None when it does not show."""
    sample = words[:_MAX_WORDS]
    text = "".join(sample)
    if len(text) < _LEAST_TOKENS:
        return None
    for language, signs in _SCRIPTS:
        if len(signs.findall(text)) > _SCRIPT_PART.get(language, _LEAST_PART) * len(text):
            return language
    if len(sample) < _LEAST_TOKENS:
        return None
    counts = sorted(
        ((sum(word in common for word in sample), language) for language, common in _COMMON.items())
    )
    (second, _), (most, language) = counts[-2], counts[-1]
    if most < _TELLING * len(sample) or most < _CLEARLY * second:
        return None
    return language


def topic_likeness(then: Sequence[str], now: Sequence[str]) -> float | None:
    """How far two texts speak of the same: cosine of their telling words and numbers, 0 to 1.

    None where one of them has too few to tell.
    """
    mine, theirs = _telling(then), _telling(now)
    if min(len(mine), len(theirs)) < _LEAST_CHARS:
        return None
    product = sum(weight * theirs[word] for word, weight in mine.items() if word in theirs)
    return product / (_length(mine) * _length(theirs))


def _telling(words: Sequence[str]) -> dict[str, float]:
    stop = _stop_words()
    counts = Counter(
        word
        for word in _with_pairs(words[:_MAX_WORDS])
        if word not in stop and (len(word) >= _LEAST_CHARS or (len(word) >= 2 and not word.isascii()))
    )
    return {word: 1.0 + math.log(count) for word, count in counts.items()}


def _with_pairs(words: Sequence[str]) -> Iterable[str]:
    """Words; of ideographs every two that follow each other."""
    before = ""
    for word in words:
        if len(word) == 1 and _IDEOGRAPH.match(word):
            if before:
                yield before + word
            before = word
        else:
            before = ""
            yield word


def _length(weights: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return frozenset().union(*_COMMON.values())


def sold_words(words: Sequence[str]) -> dict[str, int]:
    """How often a text names what hijacked domains sell, by kind; only kinds of which it is full."""
    sample = words[:_MAX_WORDS]
    text = "".join(word for word in sample if not word.isascii())
    found: dict[str, int] = {}
    for kind, sold in _SOLD.items():
        counts = Counter(word for word in sample if word in sold)
        signs = {sign: text.count(sign) for sign in _SOLD_SIGNS[kind] if sign in text}
        total, kinds = sum(counts.values()) + sum(signs.values()), len(counts) + len(signs)
        if (
            total >= 4
            and (kinds >= _STRONG_KINDS or kind not in _SOLD_WEAK)
            and total >= _STRONG_PART * len(sample)
        ):
            found[kind] = total
    return found
