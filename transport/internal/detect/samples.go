package detect

// language is how one language is written: where the statistics of its letters
// come from.
type language struct {
	// tag is its BCP 47 tag.
	tag string
	// latin says that it is written in Latin letters, most of which are ASCII.
	latin bool
	// encodings are those in which it is met, the likeliest first.
	encodings []Encoding
	// sample is its commonest words, of which the pairs of letters are counted. It
	// is written for this program.
	sample string
}

// languages are those whose encodings are one byte to a character. A language of
// which no letters differ from those of another is left out.
var languages = [...]language{
	{tag: "de", latin: true, encodings: []Encoding{Windows1252}, sample: `
		für über können müssen schön größe straße heißt weiß groß außer daß muß grüße grüß dich natürlich möglich würde
		wäre hätte könnte möchte müsste dürfen später nächste nächsten woche zurück drüben früher morgen früh fünf zwölf
		dreißig ähnlich ändern änderung öffnen öffentlich übung übrig gefällt fällt läuft hört gehört schließen
		abschließen süß tschüss bücher tür türen schlüssel küche frühstück käse brötchen gemüse wünsche glück glücklich
		müde mädchen männer frauen wörter länger länder städte häuser bäume zähne kühl kühlschrank büro gebäude gerät
		geräte prüfen geprüft erklären gewählt während gegenüber ungefähr täglich jährlich persönlich plötzlich völlig
		nötig höher höchste löschen gelöscht lösung störung fehler schlimm vielleicht nicht und der die das ist von mit
		ich wir sie auch noch schon aber wenn dann wird haben einen keine jetzt heute gestern alles gut danke bitte`},
	{tag: "fr", latin: true, encodings: []Encoding{Windows1252}, sample: `
		été déjà très après même être à là où ça voilà français garçon leçon reçu façon merci beaucoup désolé problème
		père mère frère élève école étudiant télé téléphone numéro réponse réunion préféré préférée côté hôtel bientôt
		plutôt drôle août fête tête fenêtre prêt prêts forêt arrêt arrêter peut-être dîner île connaître naître maître
		goût coût sûr sûre dû noël naïf maïs égoïste cœur sœur œuf bœuf fatigué fatiguée allé allée arrivé arrivée passé
		passée mangé trouvé oublié envoyé regardé demandé pensé terminé fermé ouvert café thé bébé santé vérité qualité
		liberté société université idée année journée soirée musée lycée lumière dernière première manière derrière
		j'étais c'était était étaient répéter espérer préparer écouter écrire étranger énorme événement intéressant
		différent général séparé nous vous les des une pour dans avec que qui pas est sur plus tout bien comme`},
	{tag: "es", latin: true, encodings: []Encoding{Windows1252}, sample: `
		qué cómo cuándo dónde está estás están así aquí allí ahí también más sí él mí tú después además todavía quizás
		mañana año años niño niña niños señor señora español españa pequeño sueño baño compañero enseñar montaña otoño
		adiós café país día días tío tía había tenía quería podía sería sabía vería todavía policía energía teléfono
		número último próximo público básico médico música página práctica rápido fácil difícil útil ángel árbol lápiz
		corazón canción razón reunión información atención solución dirección situación habitación avión camión jardín
		inglés francés interés través llegó pasó habló comió salió empezó llamó encontró preguntó estación versión
		pingüino vergüenza ¿qué ¿cómo ¿dónde ¡hola ¡gracias ¿por ¿cuándo ¿vienes que de la el en y los se del las por
		un para con no una su al lo como pero sus le ya todo esta muy sin sobre gracias bueno`},
	{tag: "pt", latin: true, encodings: []Encoding{Windows1252}, sample: `
		não são então mão mãe irmão irmã amanhã manhã você vocês também até já só está estão é à às há lá aí saúde país
		coração informação situação reunião opinião atenção solução ligação estação direção promoção avião limão pão
		pães cães mães ações questões opções reuniões milhões corações cafés café pé fé avó avô três mês inglês português
		francês nós após pôr põe avançar começar começo força cabeça criança licença esperança preço serviço almoço
		endereço açúcar faça façam peça número último próximo público música página rápido fácil difícil útil possível
		ótimo óbvio água área análise família história memória negócio horário início dúvida século médico ônibus
		câmera ângulo lâmpada tênis ciência experiência diferença distância alguém ninguém porém parabéns além que de a
		o e do da em um para com uma os no se na por mais as dos como mas foi ao ele das tem seu sua ou quando muito`},
	{tag: "it", latin: true, encodings: []Encoding{Windows1252}, sample: `
		è perché più già può così sì là lì città università qualità libertà verità novità attività possibilità sarà farà
		andrà verrà potrà dovrà avrà starà però ciò giù lunedì martedì mercoledì giovedì venerdì caffè tè né sé poiché
		finché cioè papà metà età realtà società velocità difficoltà necessità virtù gioventù tribù arrivò andò parlò
		che di la il un non per una sono con ma si ho lo ha le mi da come questo io bene qui tutto anche della grazie
		ciao oggi domani sera casa fatto cosa stato molto ancora`},
	{tag: "sv", latin: true, encodings: []Encoding{Windows1252}, sample: `
		är för så på från också få går står måste hålla också några något någon både två år åker låt låta språk frågor
		fråga svår små hår åtta båt två när här där vara väl världen väg vägen väldigt människor människa mänga lätt rätt
		rättigheter hjälp hjälpa köpa kör göra gör större början först förstår för försöker söndag lördag öl öppen öppet
		över även äta äter älskar dörr snö höst höger vänster vänta vän vänner trött kött möte röd grön blå grå sjö
		tack hej inte och att det som en av till den med har de om ett men var jag vi kan du han skulle nu sig hon`},
	{tag: "da", latin: true, encodings: []Encoding{Windows1252}, sample: `
		på så få også når år gå må går står været være præcis nærmest læse lære mælk æble ægte kære hjælp hjælpe sætte
		pænt først før større køre køb købe øl ønsker øjne øre øst høre hører gør gøre søndag lørdag brød rødt grøn blå
		dør spørgsmål spørge fløde møde mødes bøger kød søster brødre følge føler nødt håber måske både nået måned åben
		jeg er ikke det at en til med har den af som for han kan de vi du der var hvad skal men tak hej godt`},
	{tag: "nb", latin: true, encodings: []Encoding{Windows1252}, sample: `
		på så få også når år gå må går står vært være nær lære læreren ære kjære hjelp først før større kjøre kjøpe øl
		ønsker øyne øre øst høre hører gjør gjøre søndag lørdag brød rød grønn blå dør spørsmål spørre fløte møte møtes
		bøker kjøtt søster følge føler nødt håper kanskje både nådde måned åpen språk forstår
		jeg er ikke det at en til med har den av som for han kan de vi du der var hva skal men takk hei godt`},
	{tag: "fi", latin: true, encodings: []Encoding{Windows1252}, sample: `
		että mitä tämä tässä tänään sinä minä hän nämä mutta hyvä hyvää päivää päivä yö yötä työ työt työssä äiti isä
		pöytä tyttö poika ystävä elämä täällä siellä sitä enää lähellä käydä käy käyn tehdä tehnyt nähdä näin näyttää
		pitää pidän täytyy löytää löysin jälkeen ennen väärä selvä syödä söin juoda ääni sää metsä kesä kevät syksy
		ja on ei se oli ole kun niin kuin ovat jos vain mukaan kanssa kiitos moi huomenta`},
	{tag: "is", latin: true, encodings: []Encoding{Windows1252}, sample: `
		það þetta þú þér þeir þegar því ég við með verið hefði síðan góðan daginn gott kvöld ekki á í er og að sem til
		hún hann þá þó eða maður menn dóttir bróðir móðir faðir ísland íslenska læra bær sæll sæl bæði næst þarf þurfa
		öll önnur fjölskylda fólk húsið bíll síma sími hvað hvernig hvenær já nei takk fyrir úti út nú`},
	{tag: "nl", latin: true, encodings: []Encoding{Windows1252}, sample: `
		één café coördinatie reünie geïnteresseerd ideeën zeeën patiënten financiële industriële vóór hé carrière
		scène crème tweeën drieën beëindigen geüpload België Italië ruïne
		de het een van in is dat op te zijn voor met niet aan er om ook als maar dan wat nog bij naar heb`},
	{tag: "pl", latin: true, encodings: []Encoding{Windows1250, ISO8859_2}, sample: `
		się że już też żeby jeżeli będę będzie będziemy są mogą chcą idą robią jestem tę tą proszę dziękuję cześć dzień
		później również różne może możesz możemy mąż żona książka książki pięć dziesięć sześć część gość miłość radość
		wiadomość możliwość jesteś jesteśmy robiłem byłem byłam była było były miał miała mówił mówić powiedział myślę
		myśleć wiesz wziąć wziął wyjść przyjść zrobić kupić dać spać pić żyć ćwiczyć łatwo ładny łóżko słowo słyszę
		głowa głos główny ból król góra córka wrócę wrócić późno źle źródło październik wrzesień koń słońce państwo
		pański końca końcu skończyć pieniądze piątek środa świat święta światło śniadanie ślub kościół właśnie właściwie
		wszyscy i w nie na z do to jest jak ale po co tak za od przez tylko dobrze jutro dzisiaj wczoraj`},
	{tag: "cs", latin: true, encodings: []Encoding{Windows1250, ISO8859_2}, sample: `
		že už jsem není také může můžeme můžeš protože když až něco někdo někde něj něm ještě děkuji děkuju prosím dobrý
		dobré ráno večer příští přijít přijdu přijde přes před při přátelé kamarád řekl řekla říct řeka dveře tři čtyři
		čtvrtek středa pátek úterý pondělí neděle měsíc město místo svět děti dítě člověk lidé lidí práce práci
		pracovní škola učitel učit čas čaj číst číslo cena peníze žena muž můj můžu mám máme máš víš vím dát dělat
		dělám chtěl chtěla chtít půjdu půjdeme přijeď zítra včera dnes večeře oběd snídaně káva pití jídlo město vědět
		myslím těším hezký velký malý nový starý bílý černý červený zelený žlutý modrý první druhý další třeba určitě
		zpět během kolem směr tělo běžet ťuk loď a se v na je to s z do i o k ale jako za by po jsou`},
	{tag: "sk", latin: true, encodings: []Encoding{Windows1250, ISO8859_2}, sample: `
		že už som nie je tiež môže môžeme môžeš pretože keď až niečo niekto ešte ďakujem prosím dobrý deň dobré ráno
		večer príde prídem prísť priateľ učiteľ veľa veľmi veľký ľudia ľahko chcieť viem vieš máme máš mám dať ísť robiť
		vedieť byť myslím štvrtok streda piatok utorok pondelok nedeľa mesiac mesto svet deti dieťa človek práca škola
		čas čaj čítať číslo kôň stôl vôbec päť deväť desať mäso pôjdem žena muž môj hľadať späť ťažký
		a sa v na to s z do i o k ale ako za by po sú`},
	{tag: "hu", latin: true, encodings: []Encoding{Windows1250, ISO8859_2}, sample: `
		és hogy nem egy van már még csak én ő és ők két három négy öt hét tíz húsz száz ezer jó jól szép köszönöm
		szervusz szia holnap tegnap délután reggel este éjszaka óra perc idő időben előtt után között miért mikor hová
		hány ember férfi nő gyerek barát család anyám apám testvér ház házban város út utca iskola könyv kérdés kérem
		kérlek válasz tudom tudod látom látni menni jönni jövő héten múlt héten később előbb először szóval történt
		összes több kevesebb nagyon kicsi új régi fiú lány víz kenyér tűz fű gyűlés hűtő szűk erő felső első ősz bőr
		szőlő tető őket nekem neked lesz volt vagyok vagy vagyunk a az is de ha mert meg el`},
	{tag: "ro", latin: true, encodings: []Encoding{Windows1250, ISO8859_2}, sample: `
		şi să că în într-un pentru mulţumesc bună ziua seara dimineaţa mâine astăzi ieri după către fără până când cât
		câţi toţi toată totuşi aşa acasă casă masă fată fată viaţă faţă ştiu ştii oraş uşă maşină soţ soţie copiii
		prieteni româneşte român părinţi mamă tată frate soră încă între înainte înapoi îmi îţi îl vă rog plăcere
		întrebare răspuns număr dacă daţi sunteţi aveţi puteţi faceţi săptămână lună
		de la cu pe nu este a fost mai ce se din un o care sunt am ai`},
	{tag: "hr", latin: true, encodings: []Encoding{Windows1250, ISO8859_2}, sample: `
		što još već će ću ćeš ćemo možda može možeš želim žao žena muž kuća kući noć sreća voće ljudi gdje također
		između dođi dođem dođe doći ići naći pomoć moć večer večeras danas sutra jučer čekaj čekam čovjek riječ riječi
		priča pričati učiti učitelj škola šest deset pišem piše reći rečeno išao došao htjela češće često čaša
		kažem kaže znači način život đak hvala molim dobro nešto netko ništa pošto zašto
		i je da se na u to ne za sam s od su o kao ali ako bi`},
	{tag: "tr", latin: true, encodings: []Encoding{Windows1254}, sample: `
		için çok değil şey şimdi bugün yarın dün akşam sabah öğle gün günaydın güzel iyi teşekkürler teşekkür ederim
		lütfen özür dilerim nasıl nasılsın iyiyim ne kadar niçin çünkü ama sonra önce doğru yanlış büyük küçük kadın
		çocuk çocuklar arkadaş arkadaşlar aşağı yukarı içinde dışında üzerinde altında yanında ağaç dağ yağmur doğum
		değiştir değişik başka başla başladı bitti geldi geldim gidiyorum geliyorum yapıyorum istiyorum biliyorum
		söyle söyledi görüşürüz görüşmek konuşmak çalışmak çalışıyor düşünüyorum anladım kapı kapat aç açık ışık sıcak
		soğuk sınıf okul öğrenci öğretmen iş işte eş kış yaş baş taş kuş aşk şehir şirket şarkı ağır sağ sol mı mısın
		mıyım mü müsün hakkında arasında karşı dışarı yarım kırmızı sarı yeşil mavi altı yedi üç dört beş altmış kırk
		bir ve bu da de ile o mi var yok ben sen biz daha gibi en ki her`},
	{tag: "lt", latin: true, encodings: []Encoding{Windows1257}, sample: `
		ačiū labą rytą vakarą šiandien rytoj vakar kaip tavęs mūsų jūsų žmonės žmogus gražus gražu geriau tačiau dėl nėra
		būti būtų turėti norėčiau galėtų dabar čia ką kodėl už iš į jį ją šį tą visą dieną savaitę mėnuo mėnesį metų
		žiūrėti rašyti rašau skaičius žodis draugė mokėti šalis kelią pradėti pradžia tėvas brolį sesė ačiū prašau
		ir kad tai yra su bet aš tu jis jie kas po ne taip gerai`},
	{tag: "lv", latin: true, encodings: []Encoding{Windows1257}, sample: `
		labdien labrīt labvakar paldies lūdzu šodien rīt vakar kā tev mēs jūs viņš viņa viņi cilvēks cilvēki tāpēc
		tādēļ kāpēc būt būs esmu vēl vairāk mazāk šeit kāds kāda mājās māja pilsēta iela ceļš ļoti zināt runāt rakstīt
		lasīt strādāt nāk iet gribētu varētu mēnesis nedēļa gadā laikā pēc pirms kļūt skaņa draugs māte tēvs brālis
		un ir ka ar par no uz tas tā es tu bet ne jā labi`},
	{tag: "et", latin: true, encodings: []Encoding{Windows1257}, sample: `
		tere õhtust hommikust aitäh palun täna homme eile kõik mõni võib võin võtta sõber sõbrad õpetaja õppida õige tõesti
		pärast enne väga hästi nädal päev öö töö tööl südame küsimus rääkida ära näha käia mängida järgmine väike öelda
		üks kümme sünnipäev süüa ülikool küll müüa žanr šokolaad
		ja on ei see ma sa ta me te nad kui mis oli aga ka siis veel`},
	{tag: "ru", encodings: []Encoding{Windows1251, KOI8R, IBM866, ISO8859_5}, sample: `
		и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой так же от мочь год для тот
		вы ты как его только или ещё бы себя один уже до время если сам когда другой сказать говорить наш мой знать стать
		при чтобы дело жизнь кто первый очень два день её новый рука даже во со раз где там под можно ну какой после их
		работа без самый потом надо хотеть ли слово идти большой должен место иметь ничто сейчас тут лицо каждый друг
		нет теперь ни глаз тоже тогда видеть вопрос через да здесь дом потому сторона какой-то думать сделать страна
		спросить понять стоять привет спасибо пожалуйста завтра сегодня вчера хорошо плохо нормально конечно давай ладно
		короче вообще просто может наверное кажется скоро позже деньги машина ребята люди человек дети мама папа сын
		дочь муж жена брат сестра школа город улица дома домой утром вечером ночью буду будет будешь была были было
		сделал написал пришёл пошёл ушёл купил видел работает сижу жду еду иду тебе мне меня тебя нам вас него неё них
		почему зачем сколько куда откуда письмо файл сервер сеть проверь попробуй смотри слушай скинь отправил получил
		объект съезд подъезд семья статья чьё вьюга ещё всё живёт эта эти этого поэтому щека вещь помощь общий`},
	{tag: "uk", encodings: []Encoding{Windows1251, KOI8U}, sample: `
		і в не на я бути він з що а по це вона цей до але вони ми весь який із у то за свій так же від могти рік для той
		ви ти як його тільки або ще б себе один вже час якщо сам коли інший сказати говорити наш мій знати щоб діло життя
		хто перший дуже два день її новий рука навіть де там під можна ну після їх робота без потім треба хотіти слово
		привіт дякую будь ласка завтра сьогодні вчора добре погано звичайно давай людина люди діти мама тато місто вулиця
		вдома ввечері вночі буду буде була були зробив написав прийшов пішов купив бачив працює чому навіщо скільки куди
		звідки лист п'ять м'яч сім'я ґанок їжа їхати її є є ємність українська`},
	{tag: "bg", encodings: []Encoding{Windows1251}, sample: `
		и на да се от за не е са в с по че но като той тя то ние вие те аз ти какво кога къде как защо колко много малко
		добре здравей благодаря моля утре днес вчера сега после преди след още вече само може трябва искам знам виждам
		съм си сме сте беше бяха бъде ще няма има работа време човек хора деца къща град път пъти първи връзка въпрос
		отговор България български ъгъл външен съобщение`},
	{tag: "el", encodings: []Encoding{Windows1253, ISO8859_7}, sample: `
		και το να του η της με που την από για είναι στο ο τα σε δεν θα ένα τον τι οι μου αυτό των ότι στην μια μας αλλά
		τους έχει στη πολύ τις σας όταν πως μόνο σου αν όλα αυτή ήταν κάτι καλά ναι όχι ξέρω έχω κάνω θέλω πάμε έλα εδώ
		εκεί τώρα μετά πριν σήμερα αύριο χθες βράδυ πρωί μέρα νύχτα ώρα καλημέρα καλησπέρα καληνύχτα γεια ευχαριστώ
		παρακαλώ συγγνώμη σπίτι δουλειά σχολείο παιδί παιδιά φίλος φίλοι φίλε άνθρωπος γυναίκα άντρας μητέρα πατέρας
		αδερφός μπορώ μπορείς μπορεί πρέπει νομίζω λέει είπε είδα πήγα ήρθε έφυγε έγινε γιατί πότε πού πόσο ποιος κάθε
		πρώτη δεύτερη μεγάλο μικρό καινούργιο παλιό ωραία εντάξει λοιπόν ακόμα πάντα ποτέ μήπως ίσως δηλαδή ψωμί νερό
		χρόνια λεπτά εβδομάδα μήνα αρχείο μήνυμα τηλέφωνο υπολογιστής βρήκα έστειλα φύγω ξύπνησα ύστερα ϊ προϊόν`},
	{tag: "he", encodings: []Encoding{Windows1255}, sample: `
		של את לא אני זה על כל עם גם הוא היא אבל יש אין מה מי איפה מתי למה איך כן תודה בבקשה שלום בוקר טוב ערב לילה היום
		מחר אתמול עכשיו אחר כך לפני אחרי יותר פחות הרבה קצת בית עבודה ספר ילד ילדים איש אישה אנשים חבר חברים אבא אמא אח
		אחות רוצה יכול צריך יודע חושב אומר עושה הולך בא רואה שומע כותב קורא שולח הודעה קובץ מחשב טלפון זמן שעה דקות שבוע
		חודש שנה ראשון שני שלישי גדול קטן חדש ישן יפה אולי בסדר סבבה נראה לי אצלי אליך אותך שלך שלי לך לי לו לה אם או כי
		רק עוד כבר פה שם הזה הזאת האלה כמו בין עד מן תמיד אף פעם משהו מישהו`},
	{tag: "ar", encodings: []Encoding{Windows1256, ISO8859_6}, sample: `
		في من على إلى هذا هذه التي الذي أن لا ما كان كانت هو هي مع عن قد لم لن إذا ثم أو كل بعد قبل عند بين حتى غير أي
		السلام عليكم مرحبا أهلا شكرا جزيلا من فضلك نعم صباح الخير مساء النور كيف حالك بخير الحمد لله إن شاء الله اليوم
		غدا أمس الآن وقت ساعة دقيقة أسبوع شهر سنة البيت العمل المدرسة الكتاب الولد البنت الرجل المرأة الناس صديق أبي أمي
		أخي أختي أريد أستطيع أعرف أذهب يأتي رأى سمع كتب قرأ أرسل رسالة ملف هاتف سؤال جواب جديد قديم كبير صغير جميل أين
		متى لماذا كم ماذا هناك هنا أنا أنت نحن هم لكن لأن يوم يكون تكون فقط أيضا شيء`},
	{tag: "th", encodings: []Encoding{Windows874}, sample: `
		และ ที่ เป็น ใน การ ของ มี ได้ ว่า ไม่ ให้ จะ กับ ไป มา แล้ว นี้ นั้น อยู่ ก็ คน เรา เขา คุณ ผม ฉัน ครับ ค่ะ คะ นะ
		สวัสดี ขอบคุณ ขอโทษ สบายดี วันนี้ พรุ่งนี้ เมื่อวาน ตอนเช้า ตอนเย็น กลางคืน เวลา ชั่วโมง นาที สัปดาห์ เดือน ปี บ้าน
		ทำงาน โรงเรียน หนังสือ เด็ก ผู้ชาย ผู้หญิง เพื่อน พ่อ แม่ พี่ น้อง อยาก ต้อง สามารถ รู้ คิด พูด ทำ เห็น ฟัง เขียน
		อ่าน ส่ง ข้อความ ไฟล์ โทรศัพท์ คอมพิวเตอร์ คำถาม ใหม่ เก่า ใหญ่ เล็ก สวย ดี มาก น้อย ที่ไหน เมื่อไร ทำไม อย่างไร
		เท่าไร อะไร ใคร กิน ข้าว น้ำ อร่อย รอ ก่อน หลัง ถึง แต่ หรือ ถ้า เพราะ ด้วย ยัง เลย ไหม หน่อย กำลัง ใช้ ช่วย เข้า ออก
		ขึ้น ลง กลับ เดี๋ยว จริง ถูก ผิด เหมือน ทุก หนึ่ง สอง สาม สี่ ห้า`},
}
