"""Pages of our own for the banner tests: what lies over a page in many shapes, and pages to leave alone.

Buttons say what they do in attributes: ``data-act`` is recorded in ``acts`` of the page, ``data-hide`` and
``data-show`` take selectors, ``data-free`` takes a scroll lock off.  ``save`` is recorded as ``save:off`` when every
toggle that can be switched is off, else as ``save:on``.
"""

# ruff: noqa: E501 (markup reads best in its own lines)
from __future__ import annotations

from dataclasses import dataclass

SITE = "site.test"
PLATFORM = "platform.test"
"""Another site, so that its frames live in a process of their own."""

SCRIPT = """
window.acts = [];
addEventListener("message", (event) => {
  if (event.data.act) acts.push(event.data.act);
  if (event.data.hide) document.querySelectorAll(event.data.hide).forEach((el) => el.remove());
  if (event.data.show) document.querySelectorAll(event.data.show).forEach((el) => (el.hidden = false));
});
function record(act, scope) {
  if (act === "save") {
    const boxes = [...scope.querySelectorAll("input[type=checkbox]:not(:disabled)")].map((box) => box.checked);
    const switches = [...scope.querySelectorAll("[role=switch]:not([aria-disabled=true])")]
      .map((each) => each.getAttribute("aria-checked") === "true");
    act = boxes.concat(switches).some(Boolean) ? "save:on" : "save:off";
  }
  if (top === window) acts.push(act);
  else top.postMessage({act}, "*");
}
function handle(event) {
  const el = event.composedPath().find((each) => each.dataset && (each.dataset.act || each.dataset.hide || each.dataset.toggle));
  if (!el || el.dataset.done) return;
  const scope = el.getRootNode();
  if (el.dataset.toggle) return el.setAttribute("aria-checked", el.getAttribute("aria-checked") === "true" ? "false" : "true");
  if (el.tagName === "A" || el.type === "submit") event.preventDefault();
  if (el.dataset.act) record(el.dataset.act, scope);
  const after = () => {
    for (const hit of el.dataset.hide ? scope.querySelectorAll(el.dataset.hide) : []) hit.remove();
    for (const hit of el.dataset.show ? scope.querySelectorAll(el.dataset.show) : []) hit.hidden = false;
    if (el.dataset.free !== undefined) { document.body.className = ""; document.body.style.cssText = ""; document.documentElement.style.cssText = ""; }
    if (el.dataset.then) eval(el.dataset.then);
    if (el.dataset.tell) top.postMessage(JSON.parse(el.dataset.tell), "*");
  };
  el.dataset.slow ? setTimeout(after, +el.dataset.slow) : after();
}
addEventListener("click", handle);
"""

PROSE = (
    "The river had been low for weeks when the first of the stones came up. On the oldest of them somebody had cut "
    "a year and a warning, and the people of the village walked down in the evening to read it to their children. "
    "What the warning says depends on whom one asks, since the letters are worn and the dialect is gone. "
)
ARTICLE = "".join(f"<p>{PROSE * 2}</p>" for _ in range(12))

STYLE = """
body{margin:0;font:16px/1.5 sans-serif} main{max-width:760px;margin:0 auto;padding:20px}
.bar{position:fixed;left:0;right:0;bottom:0;background:#fff;border-top:1px solid #888;padding:24px;z-index:999}
.top{position:fixed;left:0;right:0;top:0;background:#fff;padding:24px;z-index:999}
.box{position:fixed;left:50%;top:50%;width:560px;margin:-200px 0 0 -280px;min-height:300px;background:#fff;padding:24px;z-index:1001;box-sizing:border-box}
.veil{position:fixed;inset:0;background:rgba(0,0,0,.6);z-index:1000}
.corner{position:fixed;right:16px;bottom:16px;width:360px;min-height:220px;background:#fff;border:1px solid #888;padding:16px;z-index:999}
[hidden]{display:none!important}
"""


@dataclass(frozen=True)
class Exhibit:
    """A page with something over it, and what should become of that."""

    name: str
    language: str
    over: str
    """Markup that lies over the article."""
    outcome: str = "refused"
    """``refused``, ``hidden``, ``closed``."""
    style: str = ""
    body: str = ""
    """Attributes of ``body``."""
    frame: str = ""
    """Body of the document at ``/frame/NAME`` on the platform's host."""
    second_frame: str = ""
    direction: str = "ltr"
    html: str = ""
    """Attributes of ``html``."""
    content: str = f"<main id='page'><h1>The hunger stones</h1>{ARTICLE}</main>"


def document(
    body: str, *, language: str, direction: str = "ltr", style: str = "", attributes: str = "", html: str = ""
) -> bytes:
    """A whole page around ``body``."""
    return (
        f"<!doctype html><html lang='{language}' dir='{direction}' {html}><head><meta charset='utf-8'>"
        f"<title>A page</title><style>{STYLE}{style}</style><script>{SCRIPT}</script></head>"
        f"<body {attributes}>{body}</body></html>"
    ).encode()


def button(text: str, act: str, hide: str = "#over", more: str = "") -> str:
    return f"<button type='button' data-act='{act}' data-hide='{hide}' {more}>{text}</button>"


def simple(text: str, refuse: str, accept: str, shape: str = "bar") -> str:
    """A home-made banner without a telling name."""
    return f"<div id='over' class='{shape}'><p>{text}</p>{button(accept, 'accept')}{button(refuse, 'reject')}</div>"


def _platforms() -> list[Exhibit]:
    return [
        Exhibit(
            "onetrust",
            "en",
            f"""<div id="onetrust-consent-sdk"><div class="onetrust-pc-dark-filter" id="dark"></div>
          <div id="onetrust-banner-sdk" class="bar" role="region" aria-label="Cookie banner"><p>By clicking "Accept All Cookies", you agree to the
          storing of cookies on your device.</p>{button("Cookies Settings", "settings", "", "id='onetrust-pc-btn-handler'")}
          {button("Reject All", "reject", "#onetrust-consent-sdk", "id='onetrust-reject-all-handler'")}
          {button("Accept All Cookies", "accept", "#onetrust-consent-sdk", "id='onetrust-accept-btn-handler'")}</div></div>""",
            style="#dark{position:fixed;inset:0;background:rgba(0,0,0,.5);z-index:900}",
        ),
        Exhibit(
            "onetrust-second-layer",
            "de",
            f"""<div id="onetrust-consent-sdk">
          <div id="onetrust-banner-sdk" class="bar" role="dialog"><p>Wir verwenden Cookies und ähnliche Technologien.</p>
          <button id="onetrust-pc-btn-handler" data-act="settings" data-show="#onetrust-pc-sdk" data-slow="250">Cookie-Einstellungen</button>
          {button("Alle akzeptieren", "accept", "#onetrust-consent-sdk", "id='onetrust-accept-btn-handler'")}</div>
          <div id="onetrust-pc-sdk" class="box" hidden role="dialog"><h2>Datenschutz-Präferenz-Center</h2>
          <label><input type="checkbox" checked disabled> Unbedingt erforderliche Cookies</label>
          <label><input type="checkbox" checked> Leistungs-Cookies</label><label><input type="checkbox"> Cookies für Marketingzwecke</label>
          {button("Alle zulassen", "accept", "#onetrust-consent-sdk")}
          {button("Meine Auswahl bestätigen", "save", "#onetrust-consent-sdk", "class='save-preference-btn-handler'")}</div></div>""",
        ),
        Exhibit(
            "cookiebot",
            "da",
            f"""<div id="CybotCookiebotDialogBodyUnderlay" class="veil"></div>
          <div id="CybotCookiebotDialog" class="box" role="dialog" aria-modal="true"><h2>Denne hjemmeside bruger cookies</h2>
          <p>Vi bruger cookies til at tilpasse vores indhold og annoncer.</p>
          {button("Kun nødvendige", "reject", "#CybotCookiebotDialog, #CybotCookiebotDialogBodyUnderlay", "id='CybotCookiebotDialogBodyButtonDecline'")}
          {button("Tillad alle", "accept", "#CybotCookiebotDialog, #CybotCookiebotDialogBodyUnderlay", "id='CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll'")}</div>""",
        ),
        Exhibit(
            "didomi",
            "fr",
            f"""<div id="didomi-host"><div id="didomi-popup" class="veil"><div class="box">
          <span class="didomi-continue-without-agreeing" role="button" tabindex="0" data-act="reject" data-hide="#didomi-host" data-free>Continuer sans accepter →</span>
          <p>Avec votre accord, nos partenaires et nous utilisons des cookies pour mesurer l’audience.</p>
          <button id="didomi-notice-learn-more-button" data-act="settings">Paramétrer</button>
          {button("Accepter &amp; Fermer", "accept", "#didomi-host", "id='didomi-notice-agree-button' data-free")}</div></div></div>""",
            body="class='didomi-popup-open'",
            style="body.didomi-popup-open{overflow:hidden}",
        ),
        Exhibit(
            "quantcast",
            "es",
            f"""<div id="qc-cmp2-container" class="qc-cmp2-container"><div class="veil"><div id="qc-cmp2-ui" class="box" role="dialog">
          <p>Nosotros y nuestros socios almacenamos o accedemos a información en un dispositivo, tales como cookies.</p>
          <div class="qc-cmp2-summary-buttons">{button("MÁS OPCIONES", "settings", "", "mode='secondary' id='more-options-btn' data-then='document.getElementById(`qc-cmp2-ui`).innerHTML = document.getElementById(`second`).innerHTML'")}
          {button("ACEPTO", "accept", "#qc-cmp2-container", "mode='primary'")}</div></div></div></div>
          <template id="second"><h2>Valoramos su privacidad</h2><p>Cookies y sus fines</p>{button("RECHAZAR TODO", "reject", "#qc-cmp2-container")}
          {button("ACEPTAR TODO", "accept", "#qc-cmp2-container")}{button("GUARDAR Y SALIR", "save", "#qc-cmp2-container")}</template>""",
        ),
        Exhibit(
            "trustarc",
            "en",
            f"""<div id="truste-consent-track" class="bar"><div id="truste-consent-content"><p>This site uses cookies and related technologies.</p>
          <button id="truste-consent-button" data-act="accept" data-hide="#truste-consent-track">Agree and Proceed</button>
          {button("Required Only", "reject", "#truste-consent-track", "id='truste-consent-required'")}
          {button("Manage Settings", "settings", "", "id='truste-show-consent'")}</div></div>""",
        ),
        Exhibit(
            "usercentrics-shadow",
            "de",
            """<div id="usercentrics-root"></div><script>
          const root = document.getElementById("usercentrics-root").attachShadow({mode: "open"});
          root.innerHTML = `<style>.w{position:fixed;inset:0;background:rgba(0,0,0,.6);z-index:9999}.c{margin:20vh auto;width:600px;background:#fff;padding:20px}</style>
          <div class="w" id="over"><div class="c" data-testid="uc-default-wall"><h1>Datenschutz</h1><p>Wir setzen Technologien von Drittanbietern ein und verarbeiten Ihre Daten.</p>
          <button data-testid="uc-accept-all-button" data-act="accept" data-hide="#over">Alle akzeptieren</button>
          <button data-testid="uc-deny-all-button" data-act="reject" data-hide="#over">Ablehnen</button></div></div>`;
        </script>""",
        ),
        Exhibit(
            "usercentrics-closed",
            "de",
            """<aside id="usercentrics-cmp-ui"></aside><script>
          const root = document.getElementById("usercentrics-cmp-ui").attachShadow({mode: "closed"});
          root.innerHTML = `<style>.w{position:fixed;inset:0;background:rgba(0,0,0,.6);z-index:9999}.c{margin:20vh auto;width:600px;background:#fff;padding:20px}</style>
          <div class="w" id="over"><div class="c"><h1>Privatsphäre-Einstellungen</h1><p>Diese Website verwendet Cookies.</p>
          <button id="a">Alles akzeptieren</button> <button id="d">Alles ablehnen</button></div></div>`;
          for (const [id, act] of [["a", "accept"], ["d", "reject"]])
            root.getElementById(id).onclick = () => { acts.push(act); root.getElementById("over").remove(); };
        </script>""",
        ),
        Exhibit(
            "sourcepoint-frame",
            "en",
            f"""<div id="sp_message_container_1" class="veil"><iframe id="sp_message_iframe_1" title="SP Consent Message"
          src="http://{PLATFORM}:PORT/frame/sourcepoint-frame" style="border:0;width:100%;height:100%"></iframe></div>""",
            html="class='sp-message-open'",
            style="html.sp-message-open{overflow:hidden}",
            frame="""<div class="message" style="margin:15vh auto;width:600px;background:#fff"><p>We and our partners use cookies to process personal data.</p>
          <button class="message-button sp_choice_type_11" data-act="accept" data-hide="x">Accept all</button>
          <button class="message-button sp_choice_type_13" data-act="reject" data-tell='{"hide": "#sp_message_container_1"}'>Reject all</button></div>""",
        ),
        Exhibit(
            "sourcepoint-two-frames",
            "nl",
            f"""<div id="sp_message_container_2" class="veil"><iframe id="sp_message_iframe_2"
          src="http://{PLATFORM}:PORT/frame/sourcepoint-two-frames" style="border:0;width:100%;height:100%"></iframe></div>
          <div id="sp_message_container_3" class="veil" hidden><iframe id="sp_message_iframe_3"
          src="http://{PLATFORM}:PORT/frame2/sourcepoint-two-frames" style="border:0;width:100%;height:100%"></iframe></div>""",
            frame="""<div style="margin:15vh auto;width:600px;background:#fff"><p>Wij en onze partners gebruiken cookies om persoonsgegevens te verwerken.</p>
          <button class="sp_choice_type_11" data-act="accept">Akkoord</button>
          <button class="sp_choice_type_12" data-act="settings" data-tell='{"show": "#sp_message_container_3"}'>Instellen</button></div>""",
            second_frame="""<div style="margin:15vh auto;width:600px;background:#fff"><h2>Privacy-instellingen</h2><p>Cookies</p>
          <div role="switch" tabindex="0" data-toggle="1" aria-checked="true">Advertenties</div>
          <button class="sp_choice_type_ACCEPT_ALL" data-act="accept">Alles accepteren</button>
          <button class="sp_choice_type_SAVE_AND_EXIT" data-act="save" data-tell='{"hide": "#sp_message_container_2, #sp_message_container_3"}'>Opslaan en sluiten</button></div>""",
        ),
        Exhibit(
            "osano",
            "en",
            f"""<div class="osano-cm-window"><div class="osano-cm-dialog bar" id="over" role="dialog" aria-label="Cookie Consent Banner">
          <p>This website utilizes technologies such as cookies to enable essential site functionality.</p>
          {button("Accept All", "accept", ".osano-cm-window", "class='osano-cm-accept-all'")}{button("Reject All", "reject", ".osano-cm-window", "class='osano-cm-denyAll'")}</div></div>""",
        ),
        Exhibit(
            "complianz",
            "nl",
            f"""<div id="cmplz-cookiebanner-container"><div class="cmplz-cookiebanner corner" role="dialog">
          <p>Om de beste ervaringen te bieden, gebruiken wij technologieën zoals cookies.</p>{button("Accepteren", "accept", "#cmplz-cookiebanner-container", "class='cmplz-btn cmplz-accept'")}
          {button("Weigeren", "reject", "#cmplz-cookiebanner-container", "class='cmplz-btn cmplz-deny'")}
          {button("Bekijk voorkeuren", "settings", "", "class='cmplz-btn cmplz-view-preferences'")}</div></div>""",
        ),
        Exhibit(
            "cookieyes",
            "pt",
            f"""<div class="cky-overlay veil"></div><div class="cky-consent-container corner" role="region"><p>Usamos cookies para melhorar a sua experiência.</p>
          {button("Personalizar", "settings", "", "data-cky-tag='settings-button'")}{button("Rejeitar todos", "reject", ".cky-overlay, .cky-consent-container", "data-cky-tag='reject-button'")}
          {button("Aceitar todos", "accept", ".cky-overlay, .cky-consent-container", "data-cky-tag='accept-button'")}</div>""",
        ),
        Exhibit(
            "borlabs",
            "de",
            """<div id="BorlabsCookieBox" class="veil"><div class="box"><h3>Datenschutzeinstellungen</h3><p>Wir benötigen Ihre Zustimmung, bevor Sie unsere
          Website weiter besuchen können.</p><label><input type="checkbox" checked disabled> Essenziell</label><label><input type="checkbox" checked> Statistiken</label>
          <a class="btn" href="#" data-cookie-accept-all data-act="accept" data-hide="#BorlabsCookieBox">Alle akzeptieren</a>
          <a class="btn" href="#" data-cookie-accept data-act="save" data-hide="#BorlabsCookieBox">Speichern</a>
          <a href="#" data-cookie-refuse data-act="reject" data-hide="#BorlabsCookieBox">Nur essenzielle Cookies akzeptieren</a></div></div>""",
        ),
        Exhibit(
            "klaro",
            "fi",
            f"""<div id="klaro" class="klaro"><div class="cookie-notice corner" role="dialog"><p>Käytämme evästeitä ja keräämme henkilötietoja.</p>
          {button("Hyväksyn", "accept", "#klaro", "class='cm-btn cm-btn-success'")}{button("Hylkää", "reject", "#klaro", "class='cm-btn cm-btn-danger cn-decline'")}</div></div>""",
        ),
        Exhibit(
            "iubenda",
            "it",
            f"""<div id="iubenda-cs-banner" class="bar" role="dialog"><p>Noi e terze parti selezionate utilizziamo cookie.</p>
          {button("Rifiuta", "reject", "#iubenda-cs-banner", "class='iubenda-cs-reject-btn'")}{button("Accetta", "accept", "#iubenda-cs-banner", "class='iubenda-cs-accept-btn'")}</div>""",
        ),
        Exhibit(
            "tarteaucitron",
            "fr",
            f"""<div id="tarteaucitronRoot"><div id="tarteaucitronAlertBig" class="bar"><span>Ce site utilise des cookies et vous donne le contrôle sur ceux que
          vous souhaitez activer</span>{button("✓ OK, tout accepter", "accept", "#tarteaucitronRoot", "id='tarteaucitronPersonalize2'")}
          {button("✗ Interdire tous les cookies", "reject", "#tarteaucitronRoot", "id='tarteaucitronAllDenied2'")}{button("Personnaliser", "settings", "", "id='tarteaucitronCloseAlert'")}</div></div>""",
        ),
        Exhibit(
            "cookiefirst",
            "sv",
            f"""<div class="cookiefirst-root notranslate"><div class="bar" role="dialog"><h2>Vi använder cookies</h2>
          {button("Neka", "reject", ".cookiefirst-root", "data-cookiefirst-action='reject'")}{button("Acceptera", "accept", ".cookiefirst-root", "data-cookiefirst-action='accept'")}</div></div>""",
        ),
        Exhibit(
            "termly",
            "en",
            f"""<div id="termly-code-snippet-support"><div class="t-consentPrompt bar" role="alertdialog"><p>We use cookies to improve your browsing experience.</p>
          {button("Preferences", "settings", "", "class='t-preference-button'")}{button("Decline", "reject", "#termly-code-snippet-support", "data-tid='banner-decline'")}
          {button("Accept", "accept", "#termly-code-snippet-support", "data-tid='banner-accept'")}</div></div>""",
        ),
        Exhibit(
            "funding-choices",
            "en",
            f"""<div class="fc-consent-root"><div class="fc-dialog-overlay veil"></div><div class="fc-dialog-container box"><p>site.test asks for your consent to use
          your personal data to: personalised advertising</p>{button("Consent", "accept", ".fc-consent-root", "class='fc-cta-consent'")}
          {button("Do not consent", "reject", ".fc-consent-root", "class='fc-cta-do-not-consent'")}{button("Manage options", "settings", "", "class='fc-cta-manage-options'")}</div></div>""",
        ),
        Exhibit(
            "consent-library",
            "en",
            f"""<div id="cc-main"><div class="cm-wrapper"><div class="cm corner" role="dialog"><p>We use cookies</p>
          {button("Accept all", "accept", "#cc-main", "data-role='all'")}{button("Only what is needed", "reject", "#cc-main", "data-role='necessary'")}</div></div></div>""",
        ),
    ]


def _home_made() -> list[Exhibit]:
    texts = [
        (
            "polish",
            "pl",
            "Ta strona używa plików cookie do analizy ruchu.",
            "Odrzuć wszystkie",
            "Akceptuję wszystkie",
        ),
        ("czech", "cs", "Tento web používá soubory cookie.", "Odmítnout vše", "Souhlasím"),
        ("hungarian", "hu", "Oldalunk sütiket használ a jobb élményért.", "Elutasítom", "Elfogadom"),
        ("romanian", "ro", "Acest site folosește cookie-uri.", "Refuz", "Accept toate"),
        (
            "greek",
            "el",
            "Χρησιμοποιούμε cookies για την ανάλυση της επισκεψιμότητας.",
            "Απόρριψη όλων",
            "Αποδοχή όλων",
        ),
        (
            "turkish",
            "tr",
            "Sitemizde çerezler kullanılmaktadır; kişisel verileriniz işlenir.",
            "TÜMÜNÜ REDDET",
            "TÜMÜNÜ KABUL ET",
        ),
        ("russian", "ru", "Мы используем файлы cookie для анализа трафика.", "Отклонить все", "Принять все"),
        ("ukrainian", "uk", "Ми використовуємо файли cookie.", "Відхилити", "Погоджуюсь"),
        ("bulgarian", "bg", "Този сайт използва бисквитки.", "Отказвам", "Приемам"),
        ("norwegian", "nb", "Vi bruker informasjonskapsler på nettstedet.", "Avslå alle", "Godta alle"),
        ("estonian", "et", "See veebileht kasutab küpsiseid.", "Keeldun", "Nõustun kõigiga"),
        ("lithuanian", "lt", "Ši svetainė naudoja slapukus.", "Tik būtini", "Sutinku su visais"),
        (
            "japanese",
            "ja",
            "当サイトではクッキーを使用しています。プライバシーポリシーをご覧ください。",
            "すべて拒否する",
            "すべて同意する",
        ),
        ("korean", "ko", "이 사이트는 쿠키를 사용하며 개인정보를 처리합니다.", "모두 거부", "모두 동의"),
        (
            "chinese",
            "zh-Hans",
            "我们使用cookie来改善您的体验，详见隐私政策。",
            "仅接受必要的 Cookie",
            "全部接受",
        ),
        (
            "chinese-traditional",
            "zh-Hant",
            "本網站使用 Cookie 以提升體驗，詳見隱私權政策。",
            "全部拒絕",
            "全部接受",
        ),
        ("thai", "th", "เว็บไซต์นี้ใช้คุกกี้เพื่อพัฒนาประสบการณ์ของคุณ", "ปฏิเสธทั้งหมด", "ยอมรับทั้งหมด"),
        (
            "vietnamese",
            "vi",
            "Chúng tôi sử dụng cookie để cải thiện trải nghiệm của bạn.",
            "Từ chối tất cả",
            "Chấp nhận tất cả",
        ),
        (
            "indonesian",
            "id",
            "Kami menggunakan cookie untuk meningkatkan pengalaman Anda.",
            "Tolak semua",
            "Terima semua",
        ),
        ("hindi", "hi", "हम कुकीज़ का उपयोग करते हैं।", "सभी अस्वीकार करें", "सभी स्वीकार करें"),
        ("negated", "en", "This site uses cookies for analytics.", "I do not accept", "I accept"),
    ]
    right_to_left = [
        ("arabic", "ar", "نستخدم ملفات تعريف الارتباط لتحسين تجربتك.", "رفض الكل", "قبول الكل"),
        ("hebrew", "he", "אתר זה משתמש בעוגיות לשיפור החוויה.", "דחיית הכל", "אישור הכל"),
        ("persian", "fa", "این وب‌سایت از کوکی‌ها استفاده می‌کند.", "رد همه", "پذیرش همه"),
    ]
    made = [
        Exhibit(name, language, simple(text, refuse, accept))
        for name, language, text, refuse, accept in texts
    ]
    made += [
        Exhibit(name, language, simple(text, refuse, accept, "box"), direction="rtl")
        for name, language, text, refuse, accept in right_to_left
    ]
    return made


def _awkward() -> list[Exhibit]:
    cookies = "We use cookies and similar technologies."
    return [
        Exhibit(
            "second-layer-save",
            "en",
            f"""<div id="first" class="bar">{cookies}{button("Accept", "accept", "#first")}
          <button data-act="settings" data-hide="#first" data-show="#second" data-slow="300">Manage preferences</button></div>
          <div id="second" class="box" hidden role="dialog" aria-label="Cookie preferences"><h2>Your privacy</h2><p>Cookies by purpose</p>
          <div role="switch" aria-checked="true" aria-disabled="true">Necessary</div><div role="switch" tabindex="0" data-toggle="1" aria-checked="true">Marketing</div>
          <label><input type="checkbox" checked> Analytics</label>{button("Accept all", "accept", "#second")}{button("Save my choices", "save", "#second")}</div>""",
        ),
        Exhibit(
            "no-refusal",
            "en",
            f"""<div id="over" class="veil"><div class="box">{cookies} By continuing you agree.<br>{button("I agree", "accept", "#over")}
          <a href="/elsewhere">Cookie policy</a></div></div>""",
            outcome="hidden",
            body="style='overflow:hidden'",
        ),
        Exhibit(
            "notice-only",
            "en",
            f"""<div id="over" class="top">This site uses cookies, see our cookie policy. {button("Got it!", "accept")}</div>""",
            outcome="hidden",
        ),
        Exhibit(
            "settings-lead-away",
            "en",
            f"""<div id="over" class="bar">{cookies}{button("Accept", "accept")}<a role="button" href="/elsewhere">Cookie settings</a></div>""",
            outcome="hidden",
        ),
        Exhibit(
            "refusal-reloads",
            "en",
            f"""<div id="over" class="bar">{cookies}{button("Accept", "accept")}
          {button("Reject", "reject", "x", "data-then='location.reload()'")}</div>""",
            outcome="refused",
        ),
        Exhibit(
            "in-a-form",
            "en",
            f"""<form id="over" class="bar" method="post" action="/elsewhere">{cookies}
          <button name="c" value="yes" data-act="accept">Accept cookies</button>
          <button name="c" value="no" data-act="reject" data-hide="#over">Reject cookies</button></form>""",
        ),
        Exhibit(
            "late",
            "en",
            f"""<script>/* cookie-consent */ addEventListener("load", () => setTimeout(() => {{
          document.body.insertAdjacentHTML("beforeend", `{simple(cookies, "Reject all", "Accept all")}`); }}, 1000));</script>""",
        ),
        Exhibit(
            "fades-out",
            "en",
            f"""<div id="over" class="bar" style="transition:opacity .4s">{cookies}{button("Accept all", "accept")}
          <button data-act="reject" data-then="const o = document.getElementById('over'); o.style.opacity = 0; setTimeout(() => o.remove(), 450)">Reject all</button></div>""",
        ),
        Exhibit(
            "divs-as-buttons",
            "en",
            f"""<div id="over" class="bar">{cookies}<div style="cursor:pointer;padding:8px" data-act="accept" data-hide="#over">Allow all</div>
          <div style="cursor:pointer;padding:8px" data-act="reject" data-hide="#over">Only essential cookies</div></div>""",
        ),
        Exhibit(
            "dialog-element",
            "en",
            f"""<dialog id="over" aria-label="Cookies">{cookies}{button("Accept", "accept")}{button("Decline", "reject")}</dialog>
          <script>document.getElementById("over").showModal()</script>""",
        ),
        Exhibit(
            "popover",
            "it",
            f"""<div id="over" popover="manual" style="width:600px;height:300px">Questo sito utilizza cookie. {button("Accetta tutti", "accept")}
          {button("Rifiuta tutti", "reject")}</div><script>document.getElementById("over").showPopover()</script>""",
        ),
        Exhibit(
            "sticky",
            "en",
            f"""<div id="over" style="position:sticky;bottom:0;background:#fff;padding:24px" class="cookie-bar">{cookies}{button("Accept", "accept")}{button("Reject", "reject")}</div>""",
        ),
        Exhibit(
            "absolute",
            "en",
            f"""<div id="over" style="position:absolute;left:20%;top:20vh;width:60%;height:60vh;z-index:50;background:#fff">{cookies}{button("Accept", "accept")}{button("Reject", "reject")}</div>""",
        ),
        Exhibit(
            "in-flow",
            "en",
            "",
            content=f"""<div class="cookie-banner" id="over" role="region" aria-label="Cookies on this service"><h2>Cookies on this service</h2>
          <p>We use some essential cookies. We would like to set analytics cookies too.</p>{button("Accept analytics cookies", "accept")}{button("Reject analytics cookies", "reject")}</div>
          <main id="page"><h1>Benefits</h1>{ARTICLE}</main>""",
        ),
        Exhibit(
            "in-a-header",
            "en",
            "",
            style="header{position:sticky;top:0;background:#eee;z-index:9}",
            content=f"""<header><div id="over" class="cookie-notice">{cookies}
          {button("Accept", "accept")}{button("Reject", "reject")}</div><nav><a href="/a">Home</a> <a href="/b">News</a> <a href="/c">Sport</a> <a href="/d">Culture</a></nav></header>
          <main id="page"><h1>News</h1>{ARTICLE}</main>""",
        ),
        Exhibit(
            "same-origin-frame",
            "en",
            """<iframe id="over" class="cookie-frame" src="/frame/same-origin-frame" style="position:fixed;inset:auto 0 0 0;width:100%;height:340px;border:0;background:#fff;z-index:99"></iframe>""",
            frame="""<p>We use cookies to personalise ads.</p><button data-act="accept">Accept</button><button data-act="reject" data-tell='{"hide": "#over"}'>Reject</button>""",
        ),
        Exhibit(
            "frame-without-refusal",
            "en",
            f"""<iframe id="over" title="Consent" src="http://{PLATFORM}:PORT/frame/frame-without-refusal" style="position:fixed;inset:0;width:100%;height:100%;border:0;background:#fff;z-index:99"></iframe>""",
            outcome="hidden",
            frame="""<p>We use cookies to personalise ads.</p><button data-act="accept">Accept and continue</button>""",
        ),
        Exhibit(
            "two-at-once",
            "en",
            f"""{simple(cookies, "Reject", "Accept")}<div id="news" class="box" role="dialog" aria-modal="true"><button aria-label="Close" data-act="close" data-hide="#news, #shade">×</button>
          <h2>Subscribe to our newsletter</h2><input type="email" placeholder="Your email"><button data-act="subscribe">Subscribe</button></div><div id="shade" class="veil"></div>""",
        ),
        Exhibit(
            "newsletter-after",
            "en",
            f"""<div id="over" class="bar">{cookies}{button("Accept", "accept")}
          {button("Reject", "reject", "#over", "data-then='setTimeout(() => (document.getElementById(`news`).hidden = false), 400)'")}</div>
          <div id="news" class="veil" hidden><div class="box"><span class="modal-close" style="cursor:pointer" data-act="close" data-hide="#news">✕</span><h2>Join our mailing list</h2>
          <input type="email"><button data-act="subscribe">Sign up</button></div></div>""",
        ),
        Exhibit(
            "wrapped-page",
            "en",
            f"""<div id="over" class="bar">{cookies}{button("Accept", "accept")}</div>""",
            outcome="hidden",
            content=f"<div id='app' style='height:100vh;overflow:hidden'><main id='page'><h1>In a wrapper</h1>{ARTICLE}</main></div>",
        ),
        Exhibit(
            "body-fixed",
            "en",
            f"""<div id="over" class="veil"><div class="box">{cookies}{button("OK", "accept", "#over", "data-free")}</div></div>""",
            outcome="hidden",
            body="style='position:fixed;top:-40px;width:100%;overflow:hidden'",
        ),
        Exhibit(
            "blurred-and-inert",
            "en",
            f"""<div id="over" class="box">{cookies}{button("Agree", "accept")}</div>""",
            outcome="hidden",
            html="style='overflow:hidden'",
            content=f"<main id='page' inert aria-hidden='true' style='filter:blur(8px)'><h1>Blurred</h1>{ARTICLE}</main>",
        ),
        Exhibit(
            "refusal-leaves-lock",
            "en",
            f"""<div class="veil" id="shade"></div><div id="over" class="box">{cookies}{button("Accept", "accept", "#over, #shade")}
          {button("Reject", "reject")}</div>""",
            body="class='no-scroll'",
            style="body.no-scroll{overflow:hidden;height:100vh}",
        ),
        Exhibit(
            "patched-prototypes",
            "en",
            f"""<script>Element.prototype.getBoundingClientRect = () => ({{width: 0, height: 0}}); HTMLElement.prototype.click = () => {{}};
          document.elementsFromPoint = () => []; window.getComputedStyle = () => ({{}}); Array.prototype.filter = () => [];</script>{simple(cookies, "Reject", "Accept")}""",
        ),
        Exhibit(
            "opens-a-popup",
            "en",
            f"""<div id="over" class="bar">{cookies}{button("Accept", "accept")}{button("Reject", "reject", "#over", "data-then='window.open(`/popup`)'")}</div>""",
        ),
        Exhibit(
            "pay-or-accept",
            "de",
            f"""<div id="over" class="box">Wir verwenden Cookies. Lesen Sie mit Werbung oder mit Abo.{button("Akzeptieren und weiter", "accept")}
          {button("Ablehnen und Abo abschließen", "buy", "x")}</div>""",
            outcome="hidden",
        ),
        Exhibit(
            "beside-an-advertisement",
            "en",
            f"""<iframe src="http://{PLATFORM}:PORT/frame/beside-an-advertisement" style="position:fixed;left:0;bottom:0;width:728px;height:90px;border:0;z-index:5"></iframe>
          <div id="over" class="top">{cookies}{button("I agree", "accept")}</div>""",
            outcome="hidden",
            frame="<a href='/buy'>The best stones</a>",
        ),
        Exhibit(
            "frame-that-stays",
            "en",
            f"""<iframe id="over" class="consent" src="http://{PLATFORM}:PORT/frame/frame-that-stays" style="position:fixed;inset:0;width:100%;height:100%;border:0;background:#fff;z-index:99"></iframe>""",
            frame="""<p>We use cookies to personalise ads.</p><button data-act="accept">Accept</button><button data-act="reject">Reject</button>""",
        ),
        Exhibit(
            "wall-of-consent",
            "en",
            f"""<div id="over" class="veil"><div class="box">{cookies} The page comes once you have chosen.<br>
          {button("Accept", "accept", "#over", "data-show='#page'")}{button("Continue without accepting", "reject", "#over", "data-show='#page'")}</div></div>""",
            content=f"<main id='page' hidden><h1>Behind the wall</h1>{ARTICLE}</main>",
        ),
        Exhibit(
            "frame-comes-late",
            "fr",
            f"""<script>/* consent */ addEventListener("load", () => setTimeout(() => {{ document.body.insertAdjacentHTML("beforeend",
          `<div id="over" class="veil consent"><iframe src="http://{PLATFORM}:PORT/frame/frame-comes-late" style="width:100%;height:100%;border:0"></iframe></div>`); }}, 500));</script>""",
            frame="""<script>setTimeout(() => document.body.insertAdjacentHTML("beforeend", `<div style="margin:20vh auto;width:500px;background:#fff"><p>Ce site utilise des cookies.</p>
          <button data-act="accept">Tout accepter</button><button data-act="reject" data-tell='{"hide": "#over"}'>Tout refuser</button></div>`), 400)</script>""",
        ),
        Exhibit(
            "thanks",
            "en",
            f"""<div id="over" class="box">{cookies}{button("Accept", "accept")}<button data-act="reject" data-then="document.getElementById('over').textContent = 'Thank you, your choice was stored.'">Reject</button></div>""",
        ),
        Exhibit(
            "stuck",
            "en",
            f"""<div id="over" class="veil"><div class="box">{cookies}{button("Accept", "accept")}{button("Reject", "reject", "x")}</div></div>""",
        ),
        Exhibit(
            "radio-choices",
            "en",
            f"""<div id="over" class="box" role="dialog" aria-label="Cookie consent">{cookies}<label><input type="radio" name="a" checked> Accept</label>
          <label><input type="radio" name="a" id="off"> Decline</label>{button("Accept all", "accept")}
          <button onclick="acts.push(document.getElementById('off').checked ? 'save:off' : 'save:on'); document.getElementById('over').remove()">Save preferences</button></div>""",
        ),
        Exhibit(
            "toggles-without-meaning",
            "en",
            f"""<div id="over" class="box" role="dialog" aria-label="Cookie consent">{cookies}<div class="tgl is-active">Marketing</div>
          {button("Accept all", "accept")}{button("Save preferences", "save:on")}</div>""",
            outcome="hidden",
        ),
        Exhibit(
            "necessary-stays-on",
            "de",
            f"""<div id="over" class="box" role="dialog" aria-label="Cookie-Einstellungen"><p>Wir verwenden Cookies.</p>
          <label><input type="checkbox" checked onclick="return false" id="n"> Notwendig</label><label><input type="checkbox" checked id="m"> Marketing</label>{button("Alle akzeptieren", "accept")}
          <button onclick="acts.push(document.getElementById('m').checked ? 'save:on' : 'save:off'); document.getElementById('over').remove()">Auswahl speichern</button></div>""",
        ),
        Exhibit(
            "yes-or-no",
            "it",
            f"""<div id="over" class="bar cookie-law"><p>Possiamo usare cookie e dati personali?</p>{button("Sì", "accept")}{button("No, grazie", "reject")}</div>""",
        ),
        Exhibit(
            "essential-without-only",
            "en",
            f"""<div id="over" class="bar">{cookies}{button("Accept all", "accept")}{button("Accept essential cookies", "reject")}</div>""",
        ),
        Exhibit(
            "inside-main",
            "en",
            "",
            content=f"""<div id="root"><main id="page"><h1>All in one</h1>{ARTICLE}<div id="over" class="bar">{cookies}{button("Accept", "accept")}{button("No thanks", "reject")}</div></main></div>""",
        ),
        Exhibit(
            "pointer-handlers",
            "en",
            f"""<div id="over" class="bar">{cookies}{button("Accept", "accept")}<button id="r">Reject all</button></div>
          <script>document.getElementById("r").addEventListener("pointerdown", () => {{ acts.push("reject"); document.getElementById("over").remove(); }})</script>""",
        ),
        Exhibit(
            "reshown",
            "en",
            f"""<div id="over" class="veil">{cookies}{button("I accept", "accept")}</div><script>new MutationObserver(() => {{
          const over = document.getElementById("over"); if (over && over.style.display) over.style.cssText = ""; }}).observe(document.getElementById("over"), {{attributes: true}})</script>""",
            outcome="hidden",
        ),
        Exhibit(
            "frame-in-frame",
            "en",
            f"""<iframe id="over" class="consent" src="http://{PLATFORM}:PORT/frame/frame-in-frame" style="position:fixed;inset:0;width:100%;height:100%;border:0;z-index:99"></iframe>""",
            frame="""<iframe src="/frame2/frame-in-frame" style="position:fixed;inset:0;width:100%;height:100%;border:0"></iframe>""",
            second_frame="""<div style="margin:20vh auto;width:500px;background:#fff"><p>We and our partners use cookies.</p><button data-act="accept">Accept all</button>
          <button data-act="reject" data-tell='{"hide": "#over"}'>Reject all</button></div>""",
        ),
    ]


def _offers() -> list[Exhibit]:
    return [
        Exhibit(
            "newsletter",
            "en",
            """<div id="shade" class="veil"></div><div id="over" class="box" role="dialog"><button class="close" data-act="close" data-hide="#over, #shade"><svg width="10" height="10"></svg></button>
          <h2>Never miss a story: get our newsletter in your inbox</h2><form><input type="email"><button data-act="subscribe">Subscribe</button></form></div>""",
            outcome="closed",
            body="style='overflow:hidden'",
        ),
        Exhibit(
            "newsletter-without-close",
            "de",
            """<div id="over" class="veil popup"><div class="box"><h2>Unser Newsletter</h2><input type="email" placeholder="E-Mail-Adresse">
          <button data-act="subscribe">Jetzt abonnieren</button></div></div>""",
            outcome="hidden",
        ),
        Exhibit(
            "newsletter-escape",
            "fr",
            """<div id="over" class="veil" role="dialog" aria-modal="true"><div class="box"><h2>Recevez notre newsletter</h2><input type="email">
          <button data-act="subscribe">Je m’abonne</button></div></div><script>addEventListener("keydown", (e) => { if (e.key === "Escape") document.getElementById("over")?.remove(); })</script>""",
            outcome="closed",
        ),
        Exhibit(
            "app-banner",
            "en",
            """<div id="over" class="top smart-banner"><b>Get our app</b> Better in the app. <button data-act="install">Open app</button><button data-act="close" data-hide="#over">Not now</button></div>""",
            outcome="closed",
        ),
        Exhibit(
            "survey",
            "es",
            """<div id="over" class="corner feedback"><p>Encuesta: tu opinión nos importa</p><button data-act="send">Enviar</button><button data-act="close" data-hide="#over" aria-label="Cerrar">x</button></div>""",
            outcome="closed",
        ),
        Exhibit(
            "notifications",
            "ja",
            """<div id="over" class="top push-prompt" role="dialog"><p>最新ニュースの通知を受け取りますか？</p><button data-act="subscribe">許可する</button><button data-act="close" data-hide="#over">後で</button></div>""",
            outcome="closed",
        ),
        Exhibit(
            "modal-dialog",
            "en",
            """<dialog id="over"><h2>Sign up for our newsletter</h2><form method="dialog"><input type="email"><button data-act="close" aria-label="Close">×</button></form></dialog>
          <script>document.getElementById("over").showModal()</script>""",
            outcome="closed",
        ),
        Exhibit(
            "fundraiser",
            "en",
            """<div id="over" class="box modal" role="dialog"><button class="modal__close" data-act="close" data-hide="#over" title="Close this window"></button>
          <h2>Support us</h2><p>Your support keeps us going. Donate today.</p><button data-act="buy">Donate</button><button data-act="close" data-hide="#over">Maybe later</button></div>""",
            outcome="closed",
        ),
        Exhibit(
            "login-modal-with-close",
            "en",
            """<div id="shade" class="veil"></div><div id="over" class="box" role="dialog" aria-modal="true"><button aria-label="Close" data-act="close" data-hide="#over, #shade">×</button>
          <h2>Sign in to see more</h2><form><input type="email"><input type="password"><button data-act="login">Log in</button></form></div>""",
            outcome="closed",
        ),
        Exhibit(
            "closed-root-newsletter",
            "en",
            """<x-popup></x-popup><script>const root = document.querySelector("x-popup").attachShadow({mode: "closed"});
          root.innerHTML = `<div style="position:fixed;inset:0;background:rgba(0,0,0,.5);z-index:9"><div style="margin:20vh auto;width:500px;background:#fff"><h2>Our newsletter in your inbox</h2>
          <input type="email"><button id="s">Subscribe</button><button id="c">No thanks</button></div></div>`;
          root.getElementById("c").onclick = () => { acts.push("close"); document.querySelector("x-popup").remove(); };
          root.getElementById("s").onclick = () => acts.push("subscribe");</script>""",
            outcome="closed",
        ),
        Exhibit(
            "chat-window",
            "en",
            """<div class="intercom-lightweight-app"><div class="corner" style="height:420px"><p>Hi! How can we help?</p><textarea></textarea></div></div>""",
            outcome="hidden",
        ),
    ]


def _as_seen() -> list[Exhibit]:
    """After banners of well-known sites: their words and shapes, in markup of our own."""
    return [
        Exhibit(
            "search-engine",
            "en",
            f"""<div id="over" class="veil"><div class="box"><h1>Before you continue</h1><p>We use cookies and data to deliver and maintain services and track outages.
          If you choose to "Accept all", we will also use cookies and data to develop new services. If you choose to "Reject all", we will not.</p>
          <form action="/save" method="post">{button("Reject all", "reject")}</form><form action="/save" method="post">{button("Accept all", "accept")}</form><a href="/options">More options</a></div></div>""",
        ),
        Exhibit(
            "video-site",
            "en",
            """<x-consent-lightbox id="over" class="veil"><x-dialog class="box" role="dialog"><p>We use cookies and data to measure audience engagement.</p>
          <x-button role="button" tabindex="0" data-act="reject" data-hide="#over" aria-label="Reject the use of cookies and other data for the purposes described"><x-label>Reject all</x-label></x-button>
          <x-button role="button" tabindex="0" data-act="accept" data-hide="#over"><x-label>Accept all</x-label></x-button></x-dialog></x-consent-lightbox>""",
        ),
        Exhibit(
            "short-messages",
            "en",
            """<div id="over" class="bar"><span>Did someone say … cookies?</span><p>We and our partners use cookies to provide you with a better, safer and faster service.</p>
          <button data-act="accept" data-hide="#over"><span>Accept all cookies</span></button><button data-act="reject" data-hide="#over"><span>Refuse non-essential cookies</span></button></div>""",
        ),
        Exhibit(
            "social-network",
            "en",
            """<div id="over" class="box" role="dialog" aria-label="Allow the use of cookies?"><h2>Allow the use of cookies on this browser?</h2>
          <div role="button" tabindex="0" data-act="reject" data-hide="#over" aria-label="Decline optional cookies"><div><span>Decline optional cookies</span></div></div>
          <div role="button" tabindex="0" data-act="accept" data-hide="#over" aria-label="Allow all cookies"><div><span>Allow all cookies</span></div></div></div>""",
        ),
        Exhibit(
            "forum-shadow",
            "en",
            """<x-cookie-banner></x-cookie-banner><script>document.querySelector("x-cookie-banner").attachShadow({mode: "open"}).innerHTML =
          `<div id="over" style="position:fixed;bottom:0;left:0;right:0;background:#222;color:#fff;padding:20px"><p>Allow cookies on this site?</p><div><button data-act="reject" data-hide="#over">Decline all</button>
          <button data-act="accept" data-hide="#over">Allow all</button></div></div>`</script>""",
        ),
        Exhibit(
            "broadcaster",
            "en",
            f"""<div id="over" class="top"><h2>Let us know you agree to cookies</h2><p>We use cookies to give you the best online experience.</p>{button("Yes, I agree", "accept")}
          <a href="/settings"><button type="button">No, take me to settings</button></a></div>""",
            outcome="hidden",
        ),
        Exhibit(
            "pay-with-data",
            "it",
            f"""<div id="over" class="veil"><div class="box"><p>Noi e i nostri partner utilizziamo cookie. Puoi rifiutare e abbonarti.</p>{button("Accetta e continua", "accept")}
          {button("Rifiuta e abbonati", "buy", "x")}</div></div>""",
            outcome="hidden",
            body="style='overflow:hidden'",
        ),
        Exhibit(
            "shop-form",
            "de",
            """<form id="over" class="bar" action="/privacy" method="post"><p>Wir verwenden Cookies und ähnliche Tools, die erforderlich sind, um Einkäufe zu ermöglichen.</p>
          <span><input type="submit" value="Akzeptieren" data-act="accept" data-hide="#over"></span><span><input type="submit" value="Ablehnen" data-act="reject" data-hide="#over"></span>
          <a href="/prefs">Anpassen</a></form>""",
        ),
        Exhibit(
            "old-notice",
            "de",
            """<div id="over" class="top">Mit der Nutzung unserer Dienste erklären Sie sich damit einverstanden, dass wir Cookies verwenden. <a href="/more">Mehr erfahren</a>
          <a href="#" data-act="accept" data-hide="#over">OK</a></div>""",
            outcome="hidden",
        ),
        Exhibit(
            "old-notice-russian",
            "ru",
            f"""<div id="over" class="bar">Мы используем файлы cookie, чтобы сайт работал лучше. {button("Хорошо", "accept")}</div>""",
            outcome="hidden",
        ),
        Exhibit(
            "agree-and-go-on-chinese",
            "zh-Hans",
            f"""<div id="over" class="bar">本网站使用Cookie，继续浏览即表示您同意我们的隐私政策。{button("同意并继续", "accept")}</div>""",
            outcome="hidden",
        ),
        Exhibit(
            "portal-polish",
            "pl",
            f"""<div id="over" class="veil"><div class="box" style="overflow:auto;max-height:500px"><h2>Szanowny Użytkowniku</h2><p>{"Dbamy o Twoją prywatność. Nasi zaufani partnerzy przetwarzają dane osobowe zapisywane w plikach cookie. " * 12}</p>
          {button("Przejdź do serwisu", "accept")}{button("Ustawienia zaawansowane", "settings", "")}</div></div>""",
            outcome="hidden",
        ),
        Exhibit(
            "questions-and-answers",
            "en",
            f"""<div id="over" class="corner js-consent-banner"><p>By clicking “Accept all cookies”, you agree that we can store cookies on your device.</p>{button("Accept all cookies", "accept")}
          {button("Necessary cookies only", "reject")}{button("Customize settings", "settings", "")}</div>""",
        ),
        Exhibit(
            "university-welsh",
            "cy",
            f"""<div id="over" class="bar"><p>Rydym yn defnyddio cwcis ar y wefan hon.</p>{button("Derbyn popeth", "accept")}{button("Gwrthod popeth", "reject")}</div>""",
        ),
        Exhibit(
            "ministry-irish",
            "ga",
            f"""<div id="over" class="bar"><p>Úsáidimid fianáin ar an suíomh seo.</p>{button("Glac le gach fianán", "accept")}{button("Diúltaigh do gach fianán", "reject")}</div>""",
        ),
        Exhibit(
            "croatian",
            "hr",
            f"""<div id="over" class="box"><p>Ova stranica koristi kolačiće.</p>{button("Prihvati sve", "accept")}{button("Prihvati samo nužne", "reject")}</div>""",
        ),
        Exhibit(
            "slovak",
            "sk",
            f"""<div id="over" class="box"><p>Táto stránka používa súbory cookie.</p>{button("Prijať všetko", "accept")}{button("Iba nevyhnutné", "reject")}</div>""",
        ),
        Exhibit(
            "catalan",
            "ca",
            f"""<div id="over" class="bar"><p>Utilitzem galetes pròpies i de tercers.</p>{button("Accepta-les totes", "accept")}{button("Rebutja-les totes", "reject")}</div>""",
        ),
        Exhibit(
            "icelandic",
            "is",
            f"""<div id="over" class="bar"><p>Þessi vefur notar vafrakökur.</p>{button("Samþykkja allt", "accept")}{button("Hafna öllu", "reject")}</div>""",
        ),
        Exhibit(
            "bengali",
            "bn",
            f"""<div id="over" class="bar"><p>আমরা কুকিজ ব্যবহার করি।</p>{button("সব গ্রহণ করুন", "accept")}{button("সব প্রত্যাখ্যান করুন", "reject")}</div>""",
        ),
        Exhibit(
            "letter-of-the-day",
            "en",
            """<div id="over" class="veil"><div class="box"><h2>Discover more from The Stone Letter</h2><p>Subscribe to our newsletter. Over 20,000 subscribers</p><form><input type="email" placeholder="Type your email"><button data-act="subscribe">Subscribe</button></form>
          <div role="button" tabindex="0" data-act="close" data-hide="#over">Continue reading</div></div></div>""",
            outcome="closed",
        ),
        Exhibit(
            "app-bar-chinese",
            "zh-Hans",
            """<div id="over" class="bar app-open">在APP内打开，体验更好 <button data-act="install">打开APP</button></div>""",
            outcome="hidden",
        ),
        Exhibit(
            "discount-wheel",
            "fr",
            """<div id="over" class="box popup"><a href="#" class="popup-close" data-act="close" data-hide="#over">✕</a><h2>-10 % de réduction sur votre première commande</h2><input type="email" placeholder="Votre e-mail"><button data-act="subscribe">Je m'inscris</button></div>""",
            outcome="closed",
        ),
        Exhibit(
            "blocker-blocker",
            "en",
            """<div id="over" class="veil"><div class="box"><h2>Ad blocker detected</h2><p>Please disable your ad blocker to support us.</p><button data-act="buy">I have disabled it</button></div></div>""",
            outcome="hidden",
            body="style='overflow:hidden'",
        ),
    ]


BANNERS = (*_platforms(), *_home_made(), *_awkward(), *_as_seen(), *_offers())


@dataclass(frozen=True)
class Plain:
    """A page on which nothing is to be done."""

    name: str
    body: str
    style: str = ""


_FORM = "<form id='comment' action='/elsewhere' method='post'><textarea></textarea><input type='email'><button>Post comment</button></form>"

PLAIN = (
    Plain("article", f"<main><h1>Stones</h1>{ARTICLE}</main>"),
    Plain(
        "article-on-cookies",
        f"""<main><h1>Why every site asks about cookies</h1><article class="cookie-story">{ARTICLE}<p>We use cookies, says the banner, and personal data.</p>
      <button data-act="reject">Reject</button> <button data-act="accept">Accept</button> <button>Cookie settings</button>{ARTICLE}</article></main>""",
    ),
    Plain(
        "demo-of-a-banner",
        f"""<main><h1>How to design a consent banner</h1>{ARTICLE}<div class="cookie-banner demo" style="position:relative;border:1px solid">We use cookies.
      <button data-act="accept">Accept all</button><button data-act="reject">Reject all</button></div></main>""",
    ),
    Plain(
        "sticky-header",
        f"""<header style="position:sticky;top:0;background:#fff;z-index:9"><nav><a href="/">Home</a> <a href="/privacy">Privacy</a> <a href="/cookies">Cookies</a>
      <a href="/newsletter">Newsletter</a></nav><button aria-label="Close menu">×</button><button>Subscribe</button></header><main><h1>News</h1>{ARTICLE}</main>""",
    ),
    Plain(
        "fixed-header-of-divs",
        f"""<div class="top" style="padding:8px"><a href="/a">Start</a> <a href="/b">Newsletter</a> <a href="/c">Apps</a> <a href="/d">Account</a>
      <button>Sign in</button></div><main style="padding-top:60px"><h1>News</h1>{ARTICLE}</main>""",
    ),
    Plain(
        "lightbox",
        f"""<main><h1>Pictures</h1>{ARTICLE}</main><div class="veil lightbox" role="dialog" aria-modal="true"><button class="close" aria-label="Close" data-act="close">×</button>
      <img alt="A stone" style="width:70vw;height:70vh" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/%3E"><p>The stone of 1616</p></div>""",
    ),
    Plain(
        "article-dialog",
        f"""<main><h1>Footnotes</h1>{ARTICLE}</main><dialog id="note"><h2>Note 7</h2><p>The reading of the year is disputed.</p><button data-act="close">Close</button></dialog>
      <script>document.getElementById("note").showModal()</script>""",
    ),
    Plain(
        "comment-form",
        f"<main><h1>Discuss</h1>{ARTICLE}{_FORM}<button data-act='delete'>Delete</button><button data-act='reply'>Reply</button></main>",
    ),
    Plain(
        "fixed-comment-form",
        f"""<main><h1>Discuss</h1>{ARTICLE}</main><div class="bar" role="dialog"><h2>Your comment</h2>{_FORM}<button data-act="close">Cancel</button><button data-act="close">Close</button></div>""",
    ),
    Plain(
        "cookie-recipe",
        f"""<main><h1>Chocolate chip cookies</h1>{ARTICLE}</main><div class="bar"><b>Chocolate chip cookies</b> 24 cookies, 12 minutes
      <button>OK, start cooking</button><button>Save recipe</button><button>Options</button></div>""",
    ),
    Plain(
        "shop",
        f"""<main><h1>Stones for sale</h1>{ARTICLE}<div class="card"><button data-act="close" class="close">Close</button><button data-act="buy">Buy</button></div></main>
      <div class="corner cart"><p>Your basket: 2 stones, 40 EUR</p><button data-act="buy">Checkout</button><button data-act="close">Close</button></div>""",
    ),
    Plain(
        "login-page",
        """<div class="box" role="dialog"><h1>Log in</h1><form><input name="email" type="email"><input type="password"><button data-act="login">Log in</button></form>
      <button data-act="close" aria-label="Close">×</button><a href="/register">Create an account</a></div>""",
    ),
    Plain(
        "wall-with-the-only-text",
        f"""<div class="veil" role="dialog"><div class="box"><h1>Subscribe to continue</h1><p>{PROSE * 3}</p><p>Get our newsletter in your inbox, too.</p>
      <button data-act="subscribe">Subscribe</button><button data-act="close">Close</button></div></div>""",
    ),
    Plain(
        "wall-over-the-text",
        f"""<main><h1>Half a story</h1>{ARTICLE}</main><div class="box" role="dialog" aria-modal="true"><h2>Subscribe to continue reading</h2><p>Already a subscriber? Log in to your account.</p>
      <button data-act="subscribe">Subscribe</button></div>""",
    ),
    Plain(
        "age-gate",
        f"""<main><h1>Wine</h1>{ARTICLE}</main><div class="veil" role="dialog"><div class="box"><p>Are you over 18 years of age?</p><button data-act="accept">Yes</button><a href="/elsewhere">Leave</a></div></div>""",
    ),
    Plain(
        "video-player",
        f"""<main><h1>Film</h1>{ARTICLE}</main><div class="corner player" style="height:260px"><video controls style="width:100%"></video><button aria-label="Close" data-act="close">×</button><button>Settings</button></div>""",
    ),
    Plain(
        "map",
        """<div style="position:absolute;inset:0;background:#cde;z-index:1" class="map"><div style="position:absolute;z-index:5;right:10px;top:10px"><button>+</button><button>-</button>
      <button aria-label="Close panel">×</button><button>Layers</button></div><div class="corner">48.1 N 11.5 E <button>Options</button></div></div>""",
        style="html,body{height:100%;overflow:hidden}",
    ),
    Plain(
        "app-shell",
        f"""<div style="position:fixed;inset:0;display:flex"><nav style="width:200px"><a href="/a">Inbox</a></nav><main style="overflow:auto;flex:1"><h1>Cookies and consent, a reader</h1>{ARTICLE}
      <button data-act="reject">Reject</button><button data-act="accept">Accept</button></main></div>""",
        style="html,body{height:100%;overflow:hidden}",
    ),
    Plain(
        "reader-settings",
        f"""<main><h1>A book</h1>{ARTICLE}</main><div class="corner"><button>Settings</button><button>Save</button><button>Close</button><p>Font, theme, margins</p></div>""",
    ),
    Plain(
        "table-of-contents",
        f"""<div style="position:fixed;left:0;top:0;bottom:0;width:260px;background:#eee"><a href="#1">Privacy</a> <a href="#2">Cookies</a> <a href="#3">Consent</a><button>Accept</button></div><main><h1>Privacy law</h1>{ARTICLE}</main>""",
    ),
    Plain(
        "banner-in-an-article-frame",
        f"""<main><h1>Demos</h1>{ARTICLE}<iframe style="width:600px;height:200px" srcdoc="We use cookies <button>Reject</button><button>Accept</button>"></iframe></main>""",
    ),
    Plain(
        "share-bar",
        f"""<main><h1>News</h1>{ARTICLE}</main><div style="position:fixed;left:0;top:40%;width:48px"><a href="https://share.test/a">A</a><a href="https://share.test/b">B</a><button aria-label="Close">×</button></div>""",
    ),
    Plain(
        "live-ticker",
        f"""<main><h1>News</h1>{ARTICLE}</main><div class="bar breaking"><b>Breaking</b> Parliament votes on privacy law <button aria-label="Close">×</button></div>""",
    ),
    Plain(
        "search-overlay-closed",
        f"""<header class="top" style="padding:6px"><form role="search"><input type="search"><button>Search</button></form></header><main style="padding-top:70px"><h1>News</h1>{ARTICLE}</main>
      <div class="veil search" hidden><button>Close</button></div><dialog><p>Newsletter</p><button>Close</button></dialog>""",
    ),
    Plain(
        "inline-newsletter",
        f"""<main><h1>News</h1><div class="newsletter popup-look"><h2>Our newsletter in your inbox</h2><input type="email"><button data-act="subscribe">Subscribe</button><button data-act="close">No thanks</button></div>{ARTICLE}</main>""",
    ),
    Plain(
        "full-page-consent-form",
        """<form class="consent-form" action="/elsewhere" method="post"><h1>Your privacy</h1><p>We and our partners use cookies.</p><button name="a" value="1">Accept all</button><button name="a" value="0">Reject all</button></form>""",
    ),
    Plain(
        "moderation",
        f"""<main><h1>Queue</h1>{ARTICLE}</main><div class="bar"><p>Proposed edit to the page on stones</p><button data-act="reject">Reject</button><button data-act="accept">Accept</button></div>""",
    ),
    Plain(
        "cookie-policy",
        f"""<main><h1>Cookie policy</h1><p>We use cookies. {PROSE * 6}</p><div class="cookie-controls"><button data-act="reject">Reject all</button>
      <button data-act="accept">Accept all</button></div></main><footer><a href="#x" class="cookie-settings">Cookie settings</a></footer>""",
    ),
    Plain(
        "sticky-aside",
        f"""<div style="display:flex"><main><h1>News</h1>{ARTICLE}</main><aside style="position:sticky;top:0;width:300px;height:300px"><h2>Our newsletter</h2><input type="email">
      <button data-act="subscribe">Subscribe</button><button data-act="close">Close</button></aside></div>""",
    ),
)
