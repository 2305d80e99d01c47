"""Top-level domains by which a host without a scheme is told from other words with dots in them.

All country codes, all internationalised domains, and the generic domains that people write; of the
hundreds of brands' domains none.  Source: IANA, root zone database.
"""

from __future__ import annotations

_COUNTRIES_TEXT = """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv
    bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es
    et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu
    id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt
    lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no
    np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si
    sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk
    us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
_GENERIC_TEXT = """
    academy aero agency app archi art arte asia audio bank bbc bbva beer berlin best bible bid bike bio
    biz blog blue boston broadway bzh cafe camp capital care careers cash cat center charity chat church
    city click cloud club codes coffee college com community company computer consulting cool coop
    corsica country courses credit cymru dance data date deals deloitte democrat design dev digital
    direct directory doctor domains download earth eco edu education email energy engineer engineering
    enterprises equipment estate eus events exchange expert express fail family fan farm fashion film
    finance financial fish fit foo foundation frl fun fund fyi gal gallery game games garden gent gives
    global gmbh gold google gov green group guide guru hamburg health healthcare help hiphop hospital
    host hosting house how immo inc industries info ink institute int international irish ist istanbul
    jetzt jobs kaufen kiwi koeln land lat law lawyer legal lgbt life lighting limited link live lol
    london love ltd madrid management map market marketing markets media melbourne memorial men miami
    mil mobi moe moscow movie museum nagoya name navy net network neustar news nexus ngo ninja nrw nyc
    observer one ong online ooo org page paris partners parts party photo photography photos pics
    pictures place plus poker porn post press pro productions properties pub quebec radio realty recipes
    red rehab ren rent repair report republican rest restaurant review reviews rio rip rocks ruhr run
    saarland sale school schule science scot security services sex sexy shop show site social software
    solar solutions space sport store stream studio study style support surf swiss sydney systems taipei
    tatar tattoo tax taxi team tech technology tel tennis theater tips tirol today tokyo tools top tours
    town toys trade training travel tube university uno vegas ventures video vip vision vlaanderen vote
    wales watch webcam website wien wiki win wine work works world wtf xxx xyz yoga yokohama youtube
    zone zuerich
"""
_INTERNATIONAL_TEXT = """
    vermögensberater vermögensberatung ελ ευ бг бел дети ею ком мкд мон москва онлайн орг рус рф сайт
    срб укр қаз հայ ישראל קום ابوظبي الاردن البحرين الجزائر السعودية المغرب امارات ایران بارت بازار
    بھارت تونس سودان سورية شبكة عراق عرب عمان فلسطين قطر كوم مصر مليسيا موريتانيا موقع پاکستان ڀارت कॉम
    नेट भारत भारतम् भारोत বাংলা ভারত ভাৰত ਭਾਰਤ ભારત ଭାରତ இந்தியா இலங்கை சிங்கப்பூர் భారత్ ಭಾರತ ഭാരതം
    ලංකා คอม ไทย ລາວ გე みんな コム 世界 中国 中國 中文网 企业 佛山 信息 健康 公司 公益 台湾 台灣 商城
    商店 商标 在线 娱乐 广东 我爱你 手机 招聘 政务 政府 新加坡 新闻 时尚 書籍 机构 游戏 澳門 移动
    组织机构 网址 网店 网站 网络 购物 通販 集团 食品 餐厅 香港 한국
"""
COUNTRIES = frozenset(_COUNTRIES_TEXT.split())
INTERNATIONAL = frozenset(_INTERNATIONAL_TEXT.split())
UNMISTAKABLE = frozenset(("com", "org", "net", "edu", "gov", "int", "mil"))
"""They are nothing but domains: no file's extension and hardly a word of any language."""
FILE_LIKE = frozenset(
    ("py", "zip", "mov", "ps", "cc", "am", "mk", "ml", "as", "java", "pm", "rs", "sh", "md")
)
"""They are extensions of files as well."""
_KNOWN = COUNTRIES | INTERNATIONAL | UNMISTAKABLE | frozenset(_GENERIC_TEXT.split())


def is_domain_ending(label: str) -> bool:
    """Whether the last label of a host, in lower case, is a top-level domain."""
    return label in _KNOWN or label.startswith("xn--")
