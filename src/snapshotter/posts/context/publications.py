"""Well-known publications: the names that posts call them by, and where they publish.

One line each: ``name | other names | hosts``.  ``~`` marks a name that is also a common word or another
thing's name, so that it counts only where the words around say that it is a publication.
"""

from __future__ import annotations

PUBLICATIONS = """
The New York Times | NY Times, NYT, N.Y. Times, New York Times Magazine | nytimes.com nyti.ms
The Washington Post | WaPo, Wash Post | washingtonpost.com wapo.st
The Wall Street Journal | WSJ | wsj.com on.wsj.com
Los Angeles Times | L.A. Times, LA Times | latimes.com
Chicago Tribune | | chicagotribune.com
The Boston Globe | ~Globe | bostonglobe.com boston.com
San Francisco Chronicle | SF Chronicle, SFGate | sfchronicle.com sfgate.com
The Philadelphia Inquirer | ~Inquirer | inquirer.com philly.com
USA Today | | usatoday.com
Newsday | | newsday.com
New York Post | NY Post | nypost.com
New York Daily News | Daily News | nydailynews.com
The Seattle Times | | seattletimes.com
The Denver Post | | denverpost.com
Miami Herald | | miamiherald.com
The Dallas Morning News | | dallasnews.com
Houston Chronicle | | houstonchronicle.com chron.com
The Mercury News | San Jose Mercury News | mercurynews.com
The Christian Science Monitor | CS Monitor, CSMonitor | csmonitor.com
The Atlantic | ~Atlantic, The Atlantic Monthly | theatlantic.com
The New Yorker | New Yorker | newyorker.com
Harper's | Harper's Magazine, Harper’s Magazine, Harper’s | harpers.org
The New York Review of Books | NYRB, New York Review | nybooks.com
London Review of Books | LRB | lrb.co.uk
New York Magazine | New York magazine, NYMag, Intelligencer, Vulture | nymag.com vulture.com thecut.com
Vanity Fair | | vanityfair.com
Rolling Stone | | rollingstone.com
~Time | Time Magazine, Time magazine, TIME | time.com
Newsweek | | newsweek.com
U.S. News & World Report | US News, U.S. News | usnews.com
~The Nation | | thenation.com
The New Republic | TNR | newrepublic.com tnr.com
National Review | | nationalreview.com
The Weekly Standard | | weeklystandard.com
The American Conservative | | theamericanconservative.com
Reason Magazine | Reason magazine | reason.com
Mother Jones | | motherjones.com
The American Prospect | | prospect.org
Jacobin | | jacobin.com jacobinmag.com
Dissent Magazine | | dissentmagazine.org
Foreign Policy | Foreign Policy magazine | foreignpolicy.com
Foreign Affairs | | foreignaffairs.com
McClatchy | | mcclatchydc.com
Politico | POLITICO | politico.com politico.eu
Axios | | axios.com
~The Hill | | thehill.com
Roll Call | | rollcall.com
The Intercept | | theintercept.com
ProPublica | Pro Publica | propublica.org
The Marshall Project | | themarshallproject.org
The Texas Tribune | | texastribune.org
The Daily Beast | Daily Beast | thedailybeast.com
HuffPost | Huffington Post, The Huffington Post, HuffPo | huffpost.com huffingtonpost.com huffingtonpost.co.uk
BuzzFeed News | BuzzFeed, Buzzfeed | buzzfeednews.com buzzfeed.com
~Vox | Vox.com | vox.com
~Slate | Slate magazine, Slate.com | slate.com
Salon | Salon.com | salon.com
~Quartz | Quartz magazine | qz.com
Gawker | | gawker.com
Jezebel | | jezebel.com
Deadspin | | deadspin.com
Vice News | VICE, ~Vice, VICE News, Motherboard | vice.com
Talking Points Memo | TPM | talkingpointsmemo.com
FiveThirtyEight | 538, Five Thirty Eight | fivethirtyeight.com
RealClearPolitics | | realclearpolitics.com
Breitbart | Breitbart News | breitbart.com
The Daily Caller | Daily Caller | dailycaller.com
The Federalist | | thefederalist.com
Drudge Report | | drudgereport.com
Fox News | | foxnews.com
CNN | CNNMoney | cnn.com
MSNBC | | msnbc.com
NBC News | NBC | nbcnews.com
CBS News | CBS | cbsnews.com
ABC News | | abcnews.go.com abcnews.com
NPR | National Public Radio | npr.org
PBS | PBS NewsHour, NewsHour, Frontline | pbs.org
CNBC | | cnbc.com
Bloomberg | Bloomberg News, Bloomberg Businessweek, Businessweek | bloomberg.com businessweek.com
~Fortune | Fortune magazine | fortune.com
~Forbes | Forbes magazine | forbes.com
Business Insider | ~Insider | businessinsider.com businessinsider.de insider.com
MarketWatch | | marketwatch.com
Barron's | Barron’s | barrons.com
Fast Company | | fastcompany.com
Harvard Business Review | HBR | hbr.org
MIT Technology Review | Technology Review, Tech Review | technologyreview.com
The Associated Press | AP, Associated Press, AP News | apnews.com ap.org
Reuters | Thomson Reuters | reuters.com uk.reuters.com reut.rs
Agence France-Presse | AFP | afp.com
UPI | United Press International | upi.com
The Guardian | Guardian, Grauniad | theguardian.com guardian.co.uk
The Observer | ~Observer | observer.co.uk
The Times of London | ~The Times, Times of London | thetimes.co.uk thetimes.com timesonline.co.uk
The Sunday Times | Sunday Times | sundaytimes.co.uk
The Telegraph | Telegraph, Daily Telegraph, The Daily Telegraph, Sunday Telegraph | telegraph.co.uk
The Independent | ~Independent | independent.co.uk
Financial Times | FT, The FT | ft.com
The Economist | ~Economist | economist.com
Daily Mail | MailOnline, Mail Online, Mail on Sunday | dailymail.co.uk
Daily Mirror | ~Mirror, The Mirror, Sunday Mirror | mirror.co.uk
~The Sun | | thesun.co.uk
Daily Express | Sunday Express | express.co.uk
Evening Standard | London Evening Standard | standard.co.uk
~Metro | Metro UK | metro.co.uk
BBC News | BBC, the Beeb, BBC World Service | bbc.co.uk bbc.com
Sky News | | news.sky.com
Channel 4 News | Channel 4 | channel4.com
ITV News | | itv.com
New Statesman | NewStatesman | newstatesman.com
The Spectator | ~Spectator | spectator.co.uk spectator.com
Prospect Magazine | | prospectmagazine.co.uk
Private Eye | | private-eye.co.uk
openDemocracy | Open Democracy | opendemocracy.net
The Conversation | ~Conversation | theconversation.com
~The Register | | theregister.com theregister.co.uk
~Nature | Nature News, Nature magazine, Nature Communications, Scientific Reports | nature.com
~Science | Science magazine, Science Magazine, Science Advances | science.org sciencemag.org
~Cell | Cell Reports | cell.com
PNAS | Proceedings of the National Academy of Sciences | pnas.org
~The Lancet | Lancet, Lancet Oncology | thelancet.com
The New England Journal of Medicine | NEJM, New England Journal of Medicine | nejm.org
BMJ | British Medical Journal, The BMJ | bmj.com
JAMA | Journal of the American Medical Association | jamanetwork.com
PLOS ONE | PLoS ONE, PLOS Biology, PLOS Medicine, PLoS Biology, PLOS | plos.org
eLife | | elifesciences.org
Scientific American | SciAm | scientificamerican.com
New Scientist | | newscientist.com
National Geographic | NatGeo | nationalgeographic.com
Discover Magazine | Discover magazine | discovermagazine.com
Popular Science | PopSci | popsci.com
Popular Mechanics | | popularmechanics.com
Smithsonian Magazine | Smithsonian magazine | smithsonianmag.com
Live Science | LiveScience | livescience.com
Science Daily | ScienceDaily | sciencedaily.com
Phys.org | PhysOrg | phys.org
Quanta Magazine | Quanta | quantamagazine.org
~Nautilus | | nautil.us
~Aeon | Aeon magazine | aeon.co
Undark | | undark.org
Physical Review Letters | Phys. Rev. Lett. | journals.aps.org
Communications of the ACM | CACM | cacm.acm.org
ACM Digital Library | | dl.acm.org
IEEE Spectrum | | spectrum.ieee.org
arXiv | arxiv | arxiv.org
bioRxiv | | biorxiv.org
medRxiv | | medrxiv.org
SSRN | | ssrn.com
JSTOR | | jstor.org
PubMed | | pubmed.ncbi.nlm.nih.gov
~Wired | WIRED, Wired magazine, Wired.com | wired.com wired.co.uk
Ars Technica | Ars | arstechnica.com arstechnica.co.uk
The Verge | ~Verge | theverge.com
TechCrunch | Tech Crunch | techcrunch.com
Engadget | | engadget.com
Gizmodo | | gizmodo.com
Lifehacker | | lifehacker.com
Mashable | | mashable.com
ZDNet | ZDNET | zdnet.com
CNET | | cnet.com news.cnet.com
VentureBeat | | venturebeat.com
~Recode | | recode.net
The Next Web | TNW | thenextweb.com
ReadWriteWeb | ReadWrite | readwrite.com readwriteweb.com
GigaOM | Gigaom | gigaom.com
Boing Boing | BoingBoing | boingboing.net
Techdirt | | techdirt.com
Slashdot | | slashdot.org
Yahoo! Finance | | finance.yahoo.com
Hacker News | | news.ycombinator.com
404 Media | | 404media.co
The Markup | | themarkup.org
Rest of World | | restofworld.org
Platformer | | platformer.news
Stratechery | | stratechery.com
Daring Fireball | | daringfireball.net
MacRumors | | macrumors.com
9to5Mac | | 9to5mac.com
AnandTech | | anandtech.com
Tom's Hardware | Tom’s Hardware | tomshardware.com
PC World | PCWorld | pcworld.com
PC Magazine | PCMag | pcmag.com
Macworld | | macworld.com
Computerworld | | computerworld.com
InfoWorld | | infoworld.com
Krebs on Security | KrebsOnSecurity | krebsonsecurity.com
Bleeping Computer | BleepingComputer | bleepingcomputer.com
The Information | | theinformation.com
LWN | LWN.net | lwn.net
A List Apart | | alistapart.com
Smashing Magazine | | smashingmagazine.com
CSS-Tricks | | css-tricks.com
Stack Overflow | StackOverflow | stackoverflow.com
GitHub | | github.com
Wikipedia | | wikipedia.org
Wikimedia Commons | | commons.wikimedia.org
YouTube | | youtube.com youtu.be
Vimeo | | vimeo.com
Twitter | | twitter.com t.co
Facebook | | facebook.com
~Reddit | | reddit.com
~Medium | | medium.com
Tumblr | | tumblr.com
LinkedIn | | linkedin.com
Instagram | | instagram.com
Snopes | | snopes.com
PolitiFact | | politifact.com
FactCheck.org | | factcheck.org
Bellingcat | | bellingcat.com
The Onion | | theonion.com
Pitchfork | | pitchfork.com
Variety | ~Variety | variety.com
The Hollywood Reporter | Hollywood Reporter, THR | hollywoodreporter.com
Deadline Hollywood | | deadline.com
Entertainment Weekly | | ew.com
ESPN | | espn.com espn.go.com
Sports Illustrated | | si.com
Kotaku | | kotaku.com
Polygon | ~Polygon | polygon.com
Gamasutra | | gamasutra.com
Eurogamer | | eurogamer.net
Billboard | ~Billboard | billboard.com
Al Jazeera | Aljazeera, Al-Jazeera | aljazeera.com aljazeera.net
Al Arabiya | Al-Arabiya | alarabiya.net
Al-Monitor | Al Monitor | al-monitor.com
Middle East Eye | | middleeasteye.net
Haaretz | Ha'aretz, Ha’aretz | haaretz.com haaretz.co.il
The Jerusalem Post | Jerusalem Post | jpost.com
The Times of Israel | Times of Israel | timesofisrael.com
Ynet | Ynetnews, Yedioth Ahronoth | ynet.co.il ynetnews.com
Hurriyet | Hürriyet, Hürriyet Daily News, Hurriyet Daily News | hurriyet.com.tr hurriyetdailynews.com
Today's Zaman | Zaman, Today’s Zaman | todayszaman.com
Daily Sabah | | dailysabah.com
Anadolu Agency | Anadolu | aa.com.tr
The National | | thenational.ae thenationalnews.com
Arab News | | arabnews.com
Daily Star Lebanon | | dailystar.com.lb
Al-Masdar News | AMN, Al Masdar News | almasdarnews.com
SouthFront | South Front | southfront.org
Sic Semper Tyrannis | | turcopolier.typepad.com
Moon of Alabama | | moonofalabama.org
Naked Capitalism | | nakedcapitalism.com
Fars News Agency | FARS, Fars News, FARS News, FARS English, FNA | farsnews.com english.farsnews.com
Press TV | PressTV | presstv.com presstv.ir
Tasnim | Tasnim News | tasnimnews.com
IRNA | | irna.ir
SANA | | sana.sy
Xinhua | Xinhua News Agency | xinhuanet.com news.cn
China Daily | | chinadaily.com.cn
Global Times | | globaltimes.cn
People's Daily | People’s Daily | people.com.cn
Caixin | | caixin.com caixinglobal.com
South China Morning Post | SCMP | scmp.com
The Straits Times | Straits Times | straitstimes.com
The Japan Times | Japan Times | japantimes.co.jp
Nikkei | Nikkei Asia, Nikkei Asian Review | nikkei.com asia.nikkei.com
The Asahi Shimbun | Asahi Shimbun, 朝日新聞 | asahi.com
Mainichi Shimbun | The Mainichi, 毎日新聞 | mainichi.jp
Yomiuri Shimbun | 読売新聞 | yomiuri.co.jp
NHK | NHK World | nhk.or.jp
Kyodo News | Kyodo, 共同通信 | kyodonews.net
Yonhap | Yonhap News | yna.co.kr
The Korea Herald | | koreaherald.com
The Hindu | | thehindu.com
The Times of India | Times of India | timesofindia.indiatimes.com
Hindustan Times | | hindustantimes.com
The Indian Express | Indian Express | indianexpress.com
NDTV | | ndtv.com
Scroll.in | | scroll.in
The Wire | | thewire.in
Dawn | ~Dawn | dawn.com
The Express Tribune | | tribune.com.pk
Bangkok Post | | bangkokpost.com
The Sydney Morning Herald | Sydney Morning Herald, SMH | smh.com.au
The Age | ~The Age | theage.com.au
The Australian | ~The Australian | theaustralian.com.au
ABC Australia | | abc.net.au
Crikey | | crikey.com.au
New Zealand Herald | NZ Herald | nzherald.co.nz
Stuff.co.nz | | stuff.co.nz
The Globe and Mail | Globe and Mail | theglobeandmail.com
Toronto Star | | thestar.com
National Post | | nationalpost.com
CBC | CBC News | cbc.ca
Maclean's | Maclean’s | macleans.ca
Le Devoir | | ledevoir.com
La Presse | | lapresse.ca
The Irish Times | Irish Times | irishtimes.com
Irish Independent | | independent.ie
RTÉ | RTE | rte.ie
Mail & Guardian | | mg.co.za
Daily Maverick | | dailymaverick.co.za
AllAfrica | | allafrica.com
RT | Russia Today | rt.com
Sputnik | Sputnik News, Sputnik International | sputniknews.com sputnikglobe.com
TASS | ITAR-TASS, ТАСС | tass.com tass.ru
RIA Novosti | РИА Новости, RIA | ria.ru
Interfax | Интерфакс | interfax.ru interfax.com
Kommersant | Коммерсант, Коммерсантъ | kommersant.ru
Vedomosti | Ведомости | vedomosti.ru
РБК | RBC | rbc.ru
Novaya Gazeta | Новая газета, Новой газете, Новой газеты | novayagazeta.ru
Meduza | Медуза, Медузе, Медузы | meduza.io
Lenta.ru | Лента.ру | lenta.ru
Известия | | iz.ru
Российская газета | Российской газете, Российской газеты | rg.ru
The Moscow Times | Moscow Times | themoscowtimes.com
Kyiv Post | | kyivpost.com
Kyiv Independent | | kyivindependent.com
Українська правда | Ukrainska Pravda | pravda.com.ua
Radio Free Europe/Radio Liberty | RFE/RL, RFERL, Radio Free Europe, Radio Liberty | rferl.org svoboda.org
Voice of America | VOA | voanews.com
Der Spiegel | Spiegel, Spiegel Online, SPIEGEL, SPIEGEL ONLINE, Spon | spiegel.de
~Die Zeit | Zeit Online, ZEIT, ZEIT ONLINE | zeit.de
Frankfurter Allgemeine Zeitung | FAZ, Frankfurter Allgemeine, Frankfurter Allgemeinen, F.A.Z. | faz.net
Süddeutsche Zeitung | SZ, Süddeutsche, Süddeutschen, Süddeutschen Zeitung | sueddeutsche.de sz.de
~Die Welt | Welt Online, WELT, Welt am Sonntag | welt.de
taz | die tageszeitung, TAZ | taz.de
~Bild | Bild-Zeitung, BILD, Bild am Sonntag | bild.de
Handelsblatt | Handelsblatts | handelsblatt.com
~Stern | Stern.de | stern.de
~Focus | Focus Online | focus.de
Tagesspiegel | Tagesspiegels, Der Tagesspiegel | tagesspiegel.de
Frankfurter Rundschau | | fr.de
Berliner Zeitung | | berliner-zeitung.de
Stuttgarter Zeitung | | stuttgarter-zeitung.de
~Der Freitag | | freitag.de
WirtschaftsWoche | Wirtschaftswoche | wiwo.de
Cicero | ~Cicero | cicero.de
Correctiv | | correctiv.org
netzpolitik.org | Netzpolitik, Netzpolitik.org | netzpolitik.org
heise online | heise, Heise, Heise Online, heise.de | heise.de
Golem.de | Golem, golem.de | golem.de
t3n | | t3n.de
Tagesschau | tagesschau.de, ARD | tagesschau.de ard.de
ZDF | ZDF heute | zdf.de zdfheute.de
Deutschlandfunk | DLF, Deutschlandfunk Kultur | deutschlandfunk.de deutschlandfunkkultur.de
Deutsche Welle | DW | dw.com
dpa | | dpa.com
NDR | | ndr.de
WDR | | wdr.de
MDR | | mdr.de
Bayerischer Rundfunk | BR24 | br.de
Der Standard | derStandard.at, ~Standard | derstandard.at
~Die Presse | | diepresse.com
Der Falter | Falter | falter.at
ORF | orf.at | orf.at
Neue Zürcher Zeitung | NZZ, Neuen Zürcher Zeitung | nzz.ch
Tages-Anzeiger | Tagesanzeiger, Tagi | tagesanzeiger.ch
SRF | | srf.ch
Watson | ~Watson | watson.ch
Republik | | republik.ch
Le Monde | Monde.fr | lemonde.fr
Le Figaro | | lefigaro.fr
Libération | Libé | liberation.fr
Le Parisien | | leparisien.fr
Les Échos | Les Echos | lesechos.fr
~La Croix | | la-croix.com
L'Humanité | | humanite.fr
Mediapart | | mediapart.fr
L'Express | | lexpress.fr
L'Obs | Le Nouvel Observateur, Nouvel Observateur | nouvelobs.com
~Le Point | | lepoint.fr
Marianne | ~Marianne | marianne.net
Rue89 | | rue89.com
Slate.fr | | slate.fr
Le Canard enchaîné | Canard enchaîné, Le Canard Enchaîné, Canard Enchaîné | lecanardenchaine.fr
Le Monde diplomatique | Monde diplomatique, Le Monde Diplomatique | monde-diplomatique.fr
France Inter | | radiofrance.fr franceinter.fr
France Info | franceinfo, Franceinfo | francetvinfo.fr
France 24 | | france24.com
RFI | Radio France Internationale | rfi.fr
Numerama | | numerama.com
Next INpact | NextInpact | nextinpact.com next.ink
Courrier international | | courrierinternational.com
~Le Soir | | lesoir.be
La Libre Belgique | La Libre | lalibre.be
~Le Temps | | letemps.ch
RTBF | | rtbf.be
El País | | elpais.com
~El Mundo | | elmundo.es
ABC.es | | abc.es
~La Vanguardia | | lavanguardia.com
El Confidencial | | elconfidencial.com
eldiario.es | elDiario.es, eldiario | eldiario.es
Público | ~Público | publico.es
El Periódico | | elperiodico.com
Agencia EFE | EFE | efe.com
BBC Mundo | |
Clarín | | clarin.com
La Nación | | lanacion.com.ar
Página/12 | Página 12 | pagina12.com.ar
Infobae | | infobae.com
El Universal | | eluniversal.com.mx
Reforma | ~Reforma | reforma.com
Milenio | | milenio.com
La Jornada | | jornada.com.mx
El Tiempo | ~El Tiempo | eltiempo.com
El Espectador | | elespectador.com
El Mercurio | | emol.com
La Tercera | | latercera.com
la Repubblica | Repubblica.it | repubblica.it
Corriere della Sera | ~Corriere | corriere.it
La Stampa | | lastampa.it
Il Sole 24 Ore | Sole 24 Ore | ilsole24ore.com
Il Fatto Quotidiano | Fatto Quotidiano | ilfattoquotidiano.it
~il manifesto | | ilmanifesto.it
~Il Post | | ilpost.it
~Il Foglio | | ilfoglio.it
Il Giornale | | ilgiornale.it
ANSA | | ansa.it
L'Espresso | | espresso.repubblica.it lespresso.it
Internazionale | ~Internazionale | internazionale.it
Avvenire | | avvenire.it
Folha de S.Paulo | Folha, Folha de São Paulo, Folha de S. Paulo | folha.uol.com.br
~O Globo | | oglobo.globo.com
G1 | | g1.globo.com
O Estado de S. Paulo | Estadão, Estadao | estadao.com.br
UOL | | uol.com.br
Público (Portugal) | | publico.pt
Expresso | ~Expresso | expresso.pt
Diário de Notícias | | dn.pt
~Observador | | observador.pt
de Volkskrant | Volkskrant | volkskrant.nl
NRC | NRC Handelsblad, NRC Next | nrc.nl
Trouw | ~Trouw | trouw.nl
Het Parool | Parool | parool.nl
De Telegraaf | Telegraaf | telegraaf.nl
Algemeen Dagblad | AD.nl | ad.nl
De Groene Amsterdammer | | groene.nl
De Correspondent | | decorrespondent.nl
De Standaard | Standaard | standaard.be
De Morgen | ~De Morgen | demorgen.be
De Tijd | ~De Tijd | tijd.be
NOS | | nos.nl
VRT | VRT NWS | vrt.be
Nu.nl | | nu.nl
Tweakers | | tweakers.net
Follow the Money | | ftm.nl
Dagens Nyheter | DN | dn.se
Svenska Dagbladet | SvD | svd.se
Aftonbladet | | aftonbladet.se
Expressen | | expressen.se
Göteborgs-Posten | | gp.se
Sydsvenskan | | sydsvenskan.se
SVT | SVT Nyheter | svt.se
Sveriges Radio | | sverigesradio.se
Politiken | | politiken.dk
Berlingske | | berlingske.dk
Jyllands-Posten | | jyllands-posten.dk
Ekstra Bladet | | ekstrabladet.dk
Information.dk | | information.dk
DR.dk | | dr.dk
Aftenposten | | aftenposten.no
Dagbladet | | dagbladet.no
~VG | Verdens Gang | vg.no
Dagens Næringsliv | | dn.no
Morgenbladet | | morgenbladet.no
NRK | | nrk.no
Helsingin Sanomat | Hesari | hs.fi
Yle | YLE | yle.fi
Iltalehti | | iltalehti.fi
Ilta-Sanomat | | is.fi
Gazeta Wyborcza | Wyborcza, Gazety Wyborczej | wyborcza.pl gazeta.pl
Rzeczpospolita | Rzeczpospolitej | rp.pl
Polityka | ~Polityka | polityka.pl
Onet | | onet.pl
OKO.press | | oko.press
Respekt | ~Respekt | respekt.cz
Hospodářské noviny | | ihned.cz
iDNES | iDNES.cz | idnes.cz
Aktuálně.cz | | aktualne.cz
Seznam Zprávy | | seznamzpravy.cz
Novinky.cz | | novinky.cz
Denník N | | dennikn.sk
SME.sk | | sme.sk
Index.hu | | index.hu
HVG | | hvg.hu
Népszabadság | | nol.hu
Adevărul | | adevarul.ro
HotNews | | hotnews.ro
Kathimerini | Καθημερινή, Η Καθημερινή | kathimerini.gr ekathimerini.com
Cumhuriyet | | cumhuriyet.com.tr
Milliyet | | milliyet.com.tr
Bianet | | bianet.org
Euronews | | euronews.com
EUobserver | | euobserver.com
EurActiv | Euractiv | euractiv.com
Eurozine | | eurozine.com
Human Rights Watch | HRW | hrw.org
Amnesty International | | amnesty.org
Pew Research Center | Pew Research, Pew | pewresearch.org
Brookings | Brookings Institution | brookings.edu
RAND | RAND Corporation | rand.org
Cato Institute | | cato.org
Heritage Foundation | | heritage.org
Chatham House | | chathamhouse.org
Electronic Frontier Foundation | EFF | eff.org
ACLU | | aclu.org
World Health Organization | WHO | who.int
World Bank | | worldbank.org
IMF | International Monetary Fund | imf.org
OECD | | oecd.org
NASA | | nasa.gov
CDC | Centers for Disease Control and Prevention | cdc.gov
US Census Bureau | Census Bureau | census.gov
W3C | | w3.org
IETF | | ietf.org rfc-editor.org datatracker.ietf.org
Mozilla | | mozilla.org
MDN | MDN Web Docs | developer.mozilla.org
Internet Archive | | archive.org
Substack | | substack.com
Nieman Lab | NiemanLab, Nieman Journalism Lab | niemanlab.org
Columbia Journalism Review | CJR | cjr.org
Poynter | | poynter.org
Press Gazette | | pressgazette.co.uk
Editor & Publisher | | editorandpublisher.com
The Chronicle of Higher Education | Chronicle of Higher Education | chronicle.com
Inside Higher Ed | | insidehighered.com
Education Week | | edweek.org
Times Higher Education | | timeshighereducation.com
Marginal Revolution | | marginalrevolution.com
Lawfare | | lawfaremedia.org lawfareblog.com
Just Security | | justsecurity.org
War on the Rocks | | warontherocks.com
Defense One | | defenseone.com
Grist | | grist.org
Carbon Brief | | carbonbrief.org
Inside Climate News | InsideClimate News | insideclimatenews.org
Yale Environment 360 | | e360.yale.edu
Kaiser Health News | KFF Health News | khn.org kffhealthnews.org
~Stat | STAT News, Stat News | statnews.com
CityLab | | citylab.com
Curbed | | curbed.com
Eater | ~Eater | eater.com
The Paris Review | Paris Review | theparisreview.org
Granta | | granta.com
n+1 | | nplusonemag.com
The Baffler | | thebaffler.com
Lapham's Quarterly | Lapham’s Quarterly | laphamsquarterly.org
Electric Literature | | electricliterature.com
Literary Hub | LitHub, Lit Hub | lithub.com
The Millions | | themillions.com
Times Literary Supplement | TLS | the-tls.co.uk
Atlas Obscura | | atlasobscura.com
"""
ORGANISATIONS = """
Human Rights Watch
Amnesty International
Pew Research Center
Brookings
RAND
Cato Institute
Heritage Foundation
Chatham House
Electronic Frontier Foundation
ACLU
World Health Organization
World Bank
IMF
OECD
NASA
CDC
US Census Bureau
W3C
IETF
Mozilla
Internet Archive
"""
"""Those of them whose words are only a source where a report of theirs is named."""
PLATFORMS = """
YouTube
Twitter
Facebook
Reddit
Medium
Tumblr
LinkedIn
Instagram
Vimeo
GitHub
Stack Overflow
Substack
Wikipedia
Wikimedia Commons
Internet Archive
Hacker News
JSTOR
PubMed
SSRN
ACM Digital Library
"""
"""Those where everybody publishes."""
HOSTING = """
YouTube
Twitter
Facebook
Medium
Tumblr
LinkedIn
Instagram
Vimeo
Substack
Internet Archive
JSTOR
PubMed
SSRN
Reddit
"""
"""Those where other publications publish under their own names."""
