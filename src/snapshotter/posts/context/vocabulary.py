"""The words by which posts say whom they cite, each with the one letter that stands for its kind.

t article · i in, at, on · F for · f of, from · b by · a according to · v via, source · R report, article ·
k newspaper, journal · o columnist, reporter · V reports, says · W writes, argues · u published · p his, her
k · h has, also · j new, recent
"""

from __future__ import annotations

from functools import cache

_WORDS_TEXT = """
t the a an der die das dem den ein eine einem einen eines einer le la les l' un une el los las lo il gli i o
t os as um uma
t het een ett
i in at on im am auf bei dans en sur chez nel nella nello sul sulla su em no na op på w we v ve в во на
i inside over into
F for für fürs pour para per voor för til для dla
f of from des du d' de del della dello dei delle degli dell' do dos vom van из z ze aus
b by par por da dal door av af przez von od от
a d'après laut selon según secondo segundo volgens enligt ifølge według podle zufolge mukaan согласно göre
v via h/t источник
R report article articles story stories piece pieces post posts essay essays analysis study studies paper
R papers column
R interview investigation book editorial op-ed oped op-eds feature profile review podcast video dispatch
R blogpost write-up writeup
R memoir novel poem chapter lecture talk testimony letter memo roman gedicht brief memorandum lettre carta
R lettera
R account coverage exposé survey reporting obituary transcript documentary series item commentary scoop
R briefing explainer thread
R bericht artikel beitrag studie aufsatz kommentar reportage gastbeitrag leitartikel meldung blogbeitrag
R kolumne buch
R berichts artikels beitrags rezension recherche analyse untersuchung
R reportages enquête étude tribune billet chronique papier dossier éditorial entretien dépêche livre ouvrage
R artículo reportaje estudio informe columna crónica entrevista ensayo noticia nota investigación libro
R articolo inchiesta studio saggio servizio intervista editoriale libro
R artigo reportagem estudo relatório coluna crônica entrevista ensaio livro
R artikelen stuk onderzoek opiniestuk interview recensie verhaal rapport reportagen studien rapporten
R artikkel artikkelen
R artykuł artykule tekst tekście raport wywiad статья статье статьи статью материал материале репортаж отчёт
R исследование
R исследовании интервью колонка колонке расследование заметка článek článku rozhovor haber haberi makale
R artikkeli
k newspaper magazine journal blog website weekly daily outlet broadcaster agency newswire tabloid broadsheet
k newsletter site
k zeitung zeitschrift magazin tageszeitung wochenzeitung nachrichtenagentur boulevardblatt fachzeitschrift
k fachblatt portal
k quotidien hebdomadaire revue mensuel diario periódico revista agencia semanario jornal agência quotidiano
k rivista settimanale
k giornale agenzia krant dagblad weekblad tijdschrift persbureau tidningen avisen gazeta gazecie dziennik
k dziennika tygodnik
k газета газете газеты журнал журнале журнала издание издания агентство агентства deník deníku týdeník
k gazetesi dergisi
o columnist reporter correspondent journalist critic writer editor blogger author contributor columnists
o reporters journalists
o kolumnist kolumnistin korrespondent korrespondentin redakteur redakteurin journalistin autor autorin
o journaliste chroniqueur
o chroniqueuse éditorialiste periodista columnista giornalista editorialista jornalista colunista
o verslaggever columniste
o журналист журналистка обозреватель dziennikarz dziennikarka
V reported reports say says said noted notes found finds revealed reveals confirmed claims claimed told
V tells warned warns quoted
V announced states stated reporting detailed documented estimates estimated suggested
V berichtet berichtete berichteten meldet meldete zitiert sagt sagte enthüllte nennt warnt
V rapporte rapportait révèle révélait indique annonce annonçait affirme raconte relate signale
V informa informó informaba revela reveló señala señaló afirma afirmó asegura cuenta contó
V riporta riferisce rivela racconta relata informou revelou noticiou meldt meldde berichtte onthulde
V rapporterar uppger avslöjade
V rapporterer melder podaje podał podała informuje poinformował сообщает сообщил сообщила сообщило передаёт
V передает bildirdi
V uvádí uvedl kertoo uutisoi raportoi
W writes wrote argues argued explains explained observes observed asks asked writing concludes concluded
W recounts
W schreibt schrieb argumentiert meint erklärt écrit écrivait explique expliquait escribe escribió explica
W explicó scrive spiega
W escreve escreveu explicou schrijft schreef skriver skrev pisze napisał napisała píše пишет писал написал
W написала yazdı yazıyor
W kirjoittaa kirjoitti
u published posted appeared dated released printed aired erschienen veröffentlicht publié publiée paru parue
u publicó publicado
u publicada pubblicato pubblicata uscito verschenen gepubliceerd publicerad publiceret publisert вышла вышел
u опубликовал
u publica publiziert publie publishes pubblica опубликовала опубликованной publicou опубликованном
h has have had hatte hatten avait había aveva also just recently first already later since then hat haben
h auch bereits ha han avait также ещё now still once again
h both even earlier
j new recent long latest great excellent good in-depth detailed fascinating lengthy short exclusive fine own
j recente récent récente
j neuer neuen neue ausführlichen langer reciente nuevo nuevo nueva lungo long-form must-read superb
j brilliant interesting
p his her their its seinem seiner ihrem ihrer seinen ihren son sa su sus suo sua sue zijn haar sin sitt seu
x read see here more click continue full watch listen check out this that these those it he she we they you
x and or but if when
x as while so because who which what how why where there then however meanwhile although though yet though
x my your his her its our
x one two three some many most all any another other according not is was are were be been am does did do
x can could will would
x should may might must let after before during since zum zur zu until about against between under last next
x every each like with without
x to up down und oder aber wenn als wie ob dass sich es er sie wir ich ist war sind nicht nach mit et ou
x mais si que qui
x il elle ils nous vous je y pero cuando como su sus ma se come anche er ook zijn niet maar och men att och
x som и но что как не он
x она они это так если когда же finally indeed still perhaps maybe only even updated update yes no thanks
x please
x introduction conclusion chapter part section figure table note notes appendix
"""
_PAIRS = {
    ("according", "to"): "a",
    ("hat", "tip"): "v",
    ("nach", "angaben"): "a",
    ("по", "данным"): "a",
    ("по", "информации"): "a",
    ("as", "per"): "a",
}
"""Two words that are of one kind together."""
PAIRED = frozenset(first for first, _ in _PAIRS)


@cache
def kinds() -> dict[str, str]:
    """The kind of a word in small letters."""
    kind: dict[str, str] = {}
    for line in _WORDS_TEXT.strip().splitlines():
        letter, *words = line.split()
        for word in words:
            kind.setdefault(word, letter)
    return kind


def kind_of_pair(first: str, second: str) -> str | None:
    """The kind of two words that are one expression."""
    return _PAIRS.get((first, second))
