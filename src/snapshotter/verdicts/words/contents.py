"""What pages say that are made by scripts."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

NEEDS_SCRIPTS = Phrases(
    table(
        """
    enable javascript
    javascript is disabled
    javascript is not enabled
    javascript is not available
    javascript is required
    javascript required
    requires javascript
    javascript must be enabled
    javascript enabled
    turn on javascript
    activate javascript
    allow javascript
    without javascript
    needs javascript
    javascript to run this app
    javascript to be enabled
    javascript support
    doesnt work properly without javascript
    javascript disabled
    works best with javascript
    javascript aktivieren
    javascript zu aktivieren
    aktivieren sie javascript
    aktiviere javascript
    javascript ist deaktiviert
    javascript wird benötigt
    activer javascript
    activez javascript
    javascript est désactivé
    habilitar javascript
    habilite javascript
    activar javascript
    active javascript
    habilita javascript
    activa javascript
    ativar o javascript
    ative o javascript
    habilite o javascript
    abilita javascript
    abilitare javascript
    attiva javascript
    javascript inschakelen
    schakel javascript in
    aktivera javascript
    slå på javascript
    aktiver javascript
    javascript käyttöön
    włącz javascript
    włączyć javascript
    włączona obsługa javascript
    povolte javascript
    zapněte javascript
    engedélyezze a javascript
    activați javascript
    включите javascript
    включить javascript
    включен javascript
    требуется javascript
    поддержка javascript
    необходим javascript
    увімкніть javascript
    ενεργοποιήστε τη javascript
    javascript etkinleştirin
    javascripti etkinleştirin
    تفعيل javascript
    javascript مفعل
    javascript را فعال
    bật javascript
    aktifkan javascript
    javascriptを有効
    javascript を有効
    javascriptが無効
    启用javascript
    启用 javascript
    开启javascript
    开启 javascript
    啟用javascript
    啟用 javascript
    javascript를 활성화
    자바스크립트를
    """
    )
)
LOADING = Phrases(
    table(
        """
    loading
    please wait
    loading please wait
    starting
    initializing
    lädt
    wird geladen
    laden
    bitte warten
    chargement
    chargement en cours
    cargando
    carregando
    a carregar
    caricamento
    caricamento in corso
    bezig met laden
    laddar
    laster
    indlæser
    ladataan
    ładowanie
    wczytywanie
    načítání
    načítá se
    betöltés
    se încarcă
    загрузка
    идет загрузка
    завантаження
    зареждане
    učitavanje
    φόρτωση
    yükleniyor
    جار التحميل
    جاري التحميل
    טוען
    در حال بارگذاری
    กำลังโหลด
    đang tải
    memuat
    読み込み中
    ロード中
    加载中
    正在加载
    載入中
    로딩중
    로딩 중
    불러오는 중
"""
    ),
    "please wait",
)
