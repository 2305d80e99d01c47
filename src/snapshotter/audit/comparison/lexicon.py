"""Words by which languages and trades are known; all folded."""

from __future__ import annotations

_COMMON_TEXT = {
    "en": """
        the of and to in that is was for with as his he it on be at by this had not are but from or
        have they which one you were all her she there would their we him been has when who will no
        more if out so said what up its about than into them can only other time new some could
        these two may first then do any like my now over such our man me even most made after also
        did many before must through back years where much your way well down should because each
        just those people how too little state good very make still number need know used work being
        another here full take last same better while both several around against every place often
        part using help less really since however open going long already think best found create
        something makes within look different trying world working times longer right change between
        line provide great information case might having never based things possible become away
        making small important built soon without easy ever form want including hard across today
        taking high during started single means point general does always doesn next level simply
        simple meaning list fact keep growing getting common order give find call either given free
        three together thing looking called enough seen least likely real behind example idea
        previous five large current months known almost until needs read deal following others left
        took terms mean along second once comes start sure days early feel earlier higher else move
        addition goes currently quickly created works added actual nothing actually total according
        wrote major group available able sense continue clear whether course week true takes though
        alone instead tell ways past rather told usually bring main name exactly says home page
        click news email contact privacy share
    """,
    "de": """
        der die und das in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an
        werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum
        war haben nur oder aber vor zur bis mehr durch man sein wurde sei hatte kann gegen vom
        können schon wenn habe seine ihre dann unter wir soll ich eines jahr zwei diese dieser
        wieder keine uhr seiner worden will zwischen immer was sagte gibt alle diesem seit muss
        wurden beim doch jetzt waren
    """,
    "fr": """
        de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont
        avec ou son aux cette ont ses mais comme on tout nous sa fait été aussi leur bien peut ces
        deux sans être elle même entre dont était je après encore vous où si tous ans leurs faire
        avoir contre depuis avait alors très autre selon
    """,
    "es": """
        de la que el en y a los se del las un por con no una su para es al lo como más pero sus le
        ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde
        todo nos durante todos uno les ni contra otros ese eso ante ellos esto antes algunos qué
        unos otro otras otra años fue ser son ha está dos tiene
    """,
    "it": """
        di e il la che in un a per è una sono con non del si da le dei al più nel come della i ma
        gli lo ha anche alla ci suo questo delle o se degli nella mi tutti stato sua quando essere
        molto dal sul loro anni fatto due cui dopo questa ho hanno sulla così dalla tra lavoro fra
        prima era
    """,
    "pt": """
        de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele
        das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela
        entre era depois sem mesmo aos ter seus quem nas me esse eles estão você tinha foram essa
        num nem suas meu às minha têm anos são pode
    """,
    "nl": """
        de het een en van in is dat op te zijn met voor niet aan die er om maar ook als dan bij nog
        uit door naar heeft tot over ze wordt wel je dit worden hij was ik geen meer kan zou al haar
        hebben werd deze jaar had veel onder na andere zich hun moet tegen alleen nu ons wat
    """,
    "pl": """
        i w na z do się nie że jest to o jak za po od co dla przez przy ale tak są tym który być
        może tego oraz czy już tylko będzie było jego która także bardzo ma jednak też lat jej które
        ich był została pod
    """,
    "sv": """
        och i att det som en på är av för med den till inte har om ett de var från men vi kan så du
        jag man ska eller nu när där efter under också hade än vid sin bara mot varit över år några
        mycket alla andra sig detta
    """,
    "cs": """
        a se v na je že o s z do i to jako by za ale po pro k už od podle které jsou jeho který bude
        si než bylo ve jen nebo před let při byl také která jsem ze však roku jak
    """,
    "tr": """
        bir ve bu da de için ile çok olarak daha olan gibi sonra kadar ne var ama en o ise her yeni
        değil ki olduğu ya diye şey göre içinde iki oldu
    """,
    "id": """
        yang dan di dengan untuk pada dari ini tidak dalam adalah itu akan juga ke oleh sebagai ada
        bisa atau anda kami mereka telah saat lebih kita secara dapat tersebut para situs bermain
    """,
    "ru": """
        и в не на что с по это как а но он к из за у от так же для вы его все мы бы они было только
        ее о мне еще был или нет если уже до при даже под где она когда этот который их чтобы года
        также после может лет
    """,
    "uk": """
        і в не на що з по це як а але він до із за у від так для ви його все ми та вони було тільки
        про ще був або якщо вже при навіть під де вона коли який їх щоб також після може років є
    """,
}
"""The commonest words of languages: they tell the language, and nothing of the subject."""
COMMON = {language: frozenset(text.split()) for language, text in _COMMON_TEXT.items()}

_SOLD_TEXT = {
    "gambling": """
        casino casinos kasino kasyno cassino казино jackpot jackpots slot slots togel judi bandar
        baccarat roulette poker sportsbook bookmaker bookmakers betting apuestas scommesse
        sportwetten wetten bahis iddaa pokies freespins bet365 1xbet gacor maxwin sbobet taruhan
        spielautomaten tragamonedas ставки ставок букмекер слоты рулетка カジノ スロット 바카라
        카지노 토토 赌场 博彩
        娱乐城 老虎机 百家乐 彩票 คาสิโน สล็อต บาคาร่า wager wagering
    """,
    "pharma": """
        viagra cialis levitra tadalafil sildenafil kamagra tramadol xanax ambien phentermine
        vardenafil priligy dapoxetine виагра сиалис バイアグラ 비아그라 伟哥 pharmacy pharmacie apotheke
        farmacia steroids
    """,
    "adult": """
        porn porno xxx milf camgirls escort escorts hentai nude sexcam webcamsex порно эскорт エロ
        아다르트 色情 成人 성인 bokep fleshlight onlyfans
    """,
    "money": """
        payday forex binary bitcoin crypto kredit loans replica rolex essay essays
    """,
}
"""What those sell who take over domains."""
SOLD = {kind: frozenset(text.split()) for kind, text in _SOLD_TEXT.items()}
