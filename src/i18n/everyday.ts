/**
 * Everyday words of languages that share a script, for telling them apart in a message of a few words.
 * With `-Latn`: as people type a language on a phone without its script. What a language's own file
 * says is known besides.
 */
export const everyday: Readonly<Record<string, string>> = {
  en: `
    the a an of to in on at by for from with without about into over after before and or but if
    because so that this these those there here i you he she it we they me him her us them my your
    his its our their mine yours who what where when why how which am is are was were be been
    being have has had do does did doing done can could will would should must may might not no
    yes never always hello hi hey please thanks thank sorry good morning afternoon evening night
    today yesterday tomorrow now just still already again soon later ago want need know think see
    saw seen hear heard say said tell told ask asked go going gone went come came take took taken
    get got give gave make made put let left leave keep kept help report something someone
    somebody anyone everybody everyone nothing thing things people person man men woman women kid
    kids child children boy girl baby guy guys husband wife mother father mom dad brother sister
    son daughter uncle aunt cousin friend neighbor neighbors family coworker boss worker workers
    student teacher house home door window street car truck van store school church work job
    hospital court parking lot road highway corner building apartment room bus station airport
    farm police officer officers agent agents immigration cop cops federal mask masks masked gun
    guns badge uniform vest warrant paper papers phone video photo picture plate license arrested
    arrest detained stopped pulled pushed hit kicked punched beat beaten hurt injured shot grabbed
    dragged broke broken breaking entered inside outside shouting yelling pepper spray tear gas
    tased handcuffed handcuffs two three four five six seven eight nine ten first last many some
    all every other another more most much very too really only also even than then out up down
    off away back near front behind between around through across next little big black white red
    old new same like looking trying happened happening pls u ur idk dont didnt cant wont im ive
    theyre thats wasn crying scared afraid calling recorded filmed witness complaint wrong truth
    name knocked knocking day days week month year hour hours minutes`,
  es: `
    el la los las un una unos unas de del al a en con sin por para desde hasta sobre entre y e o u
    pero si no que porque como cuando donde quien cual yo tú usted él ella nosotros ustedes ellos
    ellas me te se le les nos lo mi mis tu tus su sus nuestro nuestra este esta esto estos estas
    ese esa eso aquí ahí allí allá soy eres es somos son era eran fue fueron ser estar estoy está
    estamos están estaba estaban he ha hemos han había hay hacer hace hizo hicieron tengo tiene
    tienen tenía puedo puede pueden podemos quiero quiere quisiera necesito necesitamos hola
    buenas buenos días tardes noches gracias favor ayuda ayúdenme perdón señor señora oiga oye sí
    nunca siempre también ya todavía ahora ahorita hoy ayer mañana anoche noche antes después
    luego vi vio vimos vieron ver mira oí escuché dijo dijeron decir digo contar pasó pasa pasando
    ir voy va van vamos iba fui vino vinieron llegó llegaron llevó llevaron llevaban sacaron
    agarraron golpearon pegaron empujaron tiraron rompieron entraron tocaron gritaban gritando
    reportar denunciar denuncia reporte algo alguien nada nadie cosa gente persona hombre hombres
    mujer niño niña niños bebé muchacho señores esposo esposa mamá papá madre padre hermano
    hermana hijo hija hijos tío tía primo prima amigo amiga vecino vecina vecinos familia cuñado
    compañero patrón trabajador trabajadores casa puerta ventana calle carro coche camioneta troca
    tienda escuela iglesia trabajo hospital corte estacionamiento esquina edificio apartamento
    autobús parada aeropuerto avenida policía policías oficial oficiales agente agentes migra
    migración inmigración federales máscara enmascarados encapuchados pistola armas placa placas
    uniforme chaleco orden papel papeles teléfono video foto cara tapada cubierta arrestaron
    arrestado detuvieron detenido detenidos parar pararon golpes golpe herido sangre esposaron
    esposado gas pimienta balas dispararon llorando miedo asustada dos tres cuatro cinco seis
    siete ocho nueve diez primero último muchos muchas algunos todo todos toda todas otro otra más
    menos muy mucho solo mismo cerca frente lado atrás adentro afuera fuera hacia durante negro
    blanco rojo grande pequeño viejo nuevo verdad mal bien nombre hora horas minutos semana mes
    año permiso q k xq pa ta toy porfa tmb juez ningún ninguna línea tal traían traía iban
    conocemos siguieron tapados carretera jefe suelo cuello rodilla embarazada celular redada
    vidrio queja anónimo horrible`,
  fr: `
    le la les un une des de du au aux à en dans sur sous avec sans pour par chez vers entre et ou
    mais si ne pas non que qui quoi dont où quand comment pourquoi parce car donc je tu il elle on
    nous vous ils elles me te se lui leur moi toi eux mon ma mes ton ta tes son sa ses notre nos
    votre vos leurs ce cet cette ces cela ça ceci ici là y suis es est sommes êtes sont étais
    était étaient être été ai as a avons avez ont avait avaient avoir fait faire font fais peux
    peut pouvez veux veut voudrais voulais dois doit faut vais va allons vont aller bonjour
    bonsoir salut merci svp plaît aide aidez pardon monsieur madame oui jamais toujours aussi déjà
    encore maintenant aujourd hui hier demain matin soir nuit avant après puis vu voir vois
    entendu dit disent dire raconter signaler témoigner témoin plainte passé passe venu venus
    arrivé arrivés parti emmené emmenée pris prise frappé frappée poussé cassé entré entrés tapé
    crié criait crier quelque quelqu chose personne personnes gens homme hommes femme femmes
    enfant enfants bébé garçon fille rien tout tous toute toutes mari épouse mère père maman papa
    frère soeur sœur fils oncle tante cousin cousine ami amie voisin voisine voisins famille
    collègue patron maison porte fenêtre rue voiture camion fourgonnette magasin école église
    travail hôpital tribunal parking coin immeuble appartement bus gare aéroport police policier
    policiers agent agents immigration fédéraux masque masqués cagoule arme armes plaque badge
    uniforme gilet mandat papier papiers téléphone vidéo photo visage arrêté arrêtée arrêtés
    détenu menotté menottes blessé blessée sang gaz tiré tirer peur pleure pleurait brutalisé
    violent violence violemment deux trois quatre cinq six sept huit neuf dix premier dernier
    plusieurs beaucoup autre autres plus moins très trop seul même près devant derrière dedans
    dehors depuis pendant noir blanc rouge grand petit vieux nouveau vrai mal bien nom heure
    heures minutes semaine mois an ans jai cest nest quil lagent dun`,
  'pt-BR': `
    o a os as um uma uns umas de do da dos das no na nos nas em ao à aos às com sem por pelo pela
    para pra pro desde até sobre entre e ou mas se não nao sim que porque como quando onde quem
    qual eu você vocês ele ela nós eles elas gente me te lhe meu minha meus minhas teu tua seu sua
    seus suas nosso nossa este esta isto esse essa isso aquele aquela aqui ali lá aí sou és é
    somos são era eram foi foram ser estar estou está tá estamos estão tão estava estavam tenho
    tem têm tinha tinham há havia fazer faz fez fizeram posso pode podem podemos quero quer queria
    preciso precisamos oi olá bom boa dia tarde noite obrigado obrigada favor ajuda ajudem socorro
    desculpa senhor senhora nunca sempre também já ainda agora hoje ontem amanhã manhã antes
    depois logo vi viu vimos viram ver olha ouvi ouviu disse disseram falar falou falei contar
    aconteceu acontecendo ir vou vai vão fomos veio vieram chegou chegaram levou levaram pegaram
    prenderam bateram empurraram quebraram arrombaram entraram gritando gritavam jogaram denunciar
    denúncia relatar algo alguém nada ninguém coisa coisas pessoa pessoas homem homens mulher
    mulheres criança crianças menino menina bebê rapaz cara marido esposa mãe pai irmão irmã filho
    filha filhos tio tia primo prima amigo amiga vizinho vizinha vizinhos família colega patrão
    trabalhador trabalhadores casa porta janela rua carro caminhonete van loja escola igreja
    trabalho hospital tribunal estacionamento esquina prédio apartamento ônibus ponto aeroporto
    polícia policiais policial oficial oficiais agente agentes imigração migração federais máscara
    mascarados encapuzados arma armas placa crachá uniforme colete mandado papel papéis telefone
    celular vídeo foto rosto prendeu preso presos detido detidos algemado algemas machucado ferido
    sangue gás pimenta atiraram medo chorando assustada dois duas três quatro cinco seis sete oito
    nove dez primeiro último muitos muitas alguns todo todos toda todas tudo outro outra mais
    menos muito muita só mesmo perto frente lado atrás dentro fora durante preto branco vermelho
    grande pequeno velho novo verdade mal bem nome hora horas minutos semana mês ano vc vcs tb pq
    q n tava cadê juiz nenhum nenhuma linha gravei gravando seguiu estrada chefe chão pescoço
    joelho grávida vidro queixa anônimo sumiu batida`,
  ht: `
    mwen m w ou li l nou n yo y menm sa ki ke kote kilè kisa kiyès poukisa kijan konbyen se te ap
    pral ta va pa poko gen genyen pat tap t ka kapab dwe vle bezwen konnen wè tande di pale
    rakonte rapòte fè fèt pase rive vini vin ale al soti antre monte desann pran bay mete kite
    kenbe rete mennen voye nan ak avèk san pou sou anba devan dèyè bò ant lè si men oswa oubyen
    epi paske kòm depi jiska bonjou bonswa alo mèsi tanpri silvouplè ede èd eskize msye madanm wi
    non janm toujou tou deja kounye kounya jodi jodia yè ayè demen maten aswè lannwit midi apre
    avan yon youn de twa kat senk sis sèt uit nèf dis premye dènye anpil kèk tout chak lòt plis
    mwens twò sèlman moun nèg gason fanm timoun pitit tibebe zanmi vwazen vwazin fanmi mari manman
    papa frè sè tonton matant kouzen kouzin patwon travayè kòlèg mesye kay lakay pòt fenèt lari
    machin kamyon magazen lekòl legliz travay lopital tribinal pakin kwen bilding apatman otobis
    ayewopò lapolis polis ajan imigrasyon federal mas maske kagoul zam fizi badj plak inifòm jilè
    manda papye telefòn videyo foto figi vizaj ofisye arete arestasyon bat frape pouse kraze kase
    tire bourade mennote menòt blese gaz pè kriye rele malad mouri touye bagay anyen pèsonn
    kèlkeswa nwa blan wouj gwo piti vye nouvo vre mal byen è minit semèn mwa ane isit isiya la a
    an lan dyòl M fòse tounen sonje bliye ret sispann kanpe`,
  vi: `
    tôi tui em anh chị ông bà cô chú bác con cháu mình chúng ta họ nó ai gì đâu nào sao bao giờ
    mấy là thì mà và với của cho ở tại trong ngoài trên dưới trước sau gần từ đến về vào ra lên
    xuống qua lại đi không có chưa đã đang sẽ bị được phải cần muốn biết thấy nghe nói hỏi kể gọi
    làm đánh bắt giữ đập phá xông chặn kéo lôi đẩy bắn cầm lấy đưa chở trốn chạy sợ khóc xin chào
    cảm ơn cám giúp đỡ vâng dạ rồi nữa cũng rất quá lắm mới vừa nay hôm sáng trưa chiều tối đêm
    ngày tuần tháng năm phút bây một hai ba bốn sáu bảy tám chín mười nhiều ít những các mọi mỗi
    cái chiếc người đàn đứa thằng đám nhóm nhà cửa phòng đường phố xe hơi tải chợ tiệm trường học
    việc bệnh viện tòa án góc bãi đậu chung cư sân bay bến cảnh sát công an nhân viên di trú liên
    bang mặt nạ bịt che súng thẻ phù hiệu bảng số lệnh giấy tờ điện thoại hình ảnh quay phim chụp
    chồng vợ cha mẹ má bố trai gái bạn hàng xóm gia đình trẻ bé đồng nghiệp chủ báo cáo tố tin
    chuyện xảy bạo lực chửi hét la thương máu còng tay cay này kia đó đây ấy thế vậy như nếu vì
    nhưng hay hoặc chỉ thôi luôn lúc khi đen trắng đỏ lớn nhỏ cũ đúng sai tên tuổi ko k dc đc vs
    ng mn bik j r oi nha nhé ạ xit kiện khiếu nại`,
  pl: `
    i w we z ze na do od po za o u dla przez przed nad pod przy bez między ale lub albo bo że żeby
    jak kiedy gdzie kto co czy który która które dlaczego ile ja ty on ona ono my wy oni one mnie
    mi cię go jego jej ją nas nam was ich im się siebie mój moja moje mojego moją twój swój nasz
    ten ta to te tego tej tym tam tu tutaj jestem jest są był była było byli być mam ma mają miał
    miała nie tak nigdy zawsze też już jeszcze teraz dzisiaj dziś wczoraj jutro rano wieczorem
    nocą noc dzień potem zaraz dobry cześć witam proszę dziękuję pomocy pomoc pomóżcie przepraszam
    pan pani państwo chcę chciałbym chciałabym muszę mogę może można potrzebuję wiem widziałem
    widziałam widzę słyszałem słyszałam powiedział powiedzieli zgłosić zgłoszenie stało dzieje
    przyszli przyjechali weszli wyszli zabrali wzięli zatrzymali aresztowali pobili bili uderzyli
    kopali popchnęli wyciągnęli rozbili wyważyli krzyczeli krzyczał strzelali coś ktoś nic nikt
    rzecz ludzie człowiek mężczyzna mężczyźni kobieta kobiety dziecko dzieci chłopak dziewczyna
    mąż żona matka ojciec mama tata brat siostra syn córka wujek ciocia kuzyn kolega koleżanka
    przyjaciel sąsiad sąsiadka sąsiada sąsiadów rodzina szef pracownik pracownicy męża żonę brata
    syna dom domu drzwi okno ulica ulicy samochód auto ciężarówka furgonetka sklep szkoła kościół
    praca pracy szpital sąd parking róg budynek mieszkanie autobus lotnisko policja policjant
    policjanci agent agenci agentów imigracyjni urząd federalni maska maskach zamaskowani broń
    pistolet odznaka tablica rejestracyjna mundur kamizelka nakaz papier dokumenty telefon film
    zdjęcie twarz aresztowany zatrzymany kajdanki ranny krew gaz pieprzowy boję płacze płakała
    siłą przemoc dwa dwóch dwoje trzy trzech cztery pięć sześć siedem osiem dziewięć dziesięć
    pierwszy ostatni wielu kilku wszystko wszyscy inny więcej mniej bardzo tylko sam blisko obok
    wewnątrz podczas około czarny biały czerwony duży mały stary nowy prawda źle dobrze nazwisko
    imię godzina minut tydzień miesiąc rok`,
  so: `
    waa waxa waxaa waxay waxaan waxuu wuxuu way wuu waan baa ayaa ayay ayuu ma in inay inuu inaan
    oo iyo ama laakiin haddii marka markii sababtoo sida aniga adiga isaga iyada annaga idinka
    iyaga i ku ka u la lagu laga loo lala igu iga ii noo naga nala kayga kayaga tayda kiisa keeda
    jira jiray jirtay jirin yahay tahay ahay ahaa ahayd yihiin nahay leh lahaa doonayaa rabaa
    rabnaa raba baahan karaa kara karo garan aqaan arkay aragnay arkeen maqlay yiri yidhi tiri
    sheegay sheego sheegayaa sheegayo dhacay dhacaya yimid yimaadeen timid tageen tagay qabteen
    qabatay qabtay xireen xidheen xiray garaaceen garaacay dileen dilay jebiyeen soo galeen
    kaxeeyeen kaxaysteen riixeen jiideen rideen qaateen wateen qayliyeen toogteen salaan salaam
    asalaamu calaykum walaal fadlan mahadsanid caawi caawimaad caawiya haa maya weligeed had hadda
    haatan maanta shalay berri subax subaxnimo galab galabta habeen caawa xalay kadib hore hor nin
    niman rag naag dumar wiil gabar ilmo caruur carruur ilmaha dad dadka qof qofka cid wax waxba
    ninkayga xaaskayga hooyo aabe hooyaday aabahay walaalkay walaashay wiilkayga gabadhayda adeer
    eeddo ilmaadeer saaxiib saaxiibkay deris deriskayga dariska qoys qoyska shaqaale shaqaalaha
    guri guriga albaab albaabka daaqad waddo waddada jid gaari gaariga baabuur dukaan dugsi iskuul
    iskuulka masjid masaajid masaajidka shaqo shaqada isbitaal maxkamad baarkin geeska dhismo
    dabaq baska gegida booliis booliska askari askarta wakiil wakiilo socdaal socdaalka laanta
    fedaraal maaskaro wejiga daboolan qori qoryo bastoolad sumad taargo dharka amar maxkamadeed
    warqad waraaqo taleefan telefoon muuqaal sawir xabsi katiinad jeebbo dhaawac dhiig gaas cabsi
    ooyaya ooynaysa naxdin laba labo saddex afar shan lix toddoba siddeed sagaal toban kow hal
    koowaad badan yar kale kasta dhan dhammaan keliya aad agteeda hortiisa dibadda gudaha dhinaca
    madow cad cas weyn duug cusub run xun fiican magac saac saacad daqiiqo toddobaad bil sanad
    halkan halkaas meesha xaafadda`,
  ar: `
    في من إلى الى على عن مع عند بعد قبل بدون بين أمام امام خلف تحت فوق و أو او لكن إذا اذا لأن لان
    ان أن إن كان كانت كانوا يكون هو هي هم هن أنا انا أنت انت نحن احنا هذا هذه ذلك تلك هنا هناك
    الذي التي الذين ما ماذا متى أين وين كيف لماذا ليش شو ايش مين هل لا لم لن ليس مش مو ليست مرحبا
    السلام عليكم صباح مساء الخير شكرا لو سمحت فضلك ساعدوني مساعدة نعم أيوه ابدا دائما أيضا كمان
    الآن الان هلق هسه اليوم امبارح أمس البارحة غدا بكرة الصبح الليل المساء بعدين أريد اريد بدي
    عايز أبغى احتاج لازم ممكن أقدر رأيت شفت شاهدت سمعت قال قالوا قلت حصل صار حدث يحدث جاء جاؤوا
    اجوا دخلوا أخذوا اخذوا خدوا ضربوا ضربوه دفعوا كسروا اعتقلوا قبضوا مسكوا سحبوا صرخوا وقفوا
    اوقفوا أطلقوا بلاغ أبلغ ابلغ شكوى شيء حاجة أحد حدا شخص اشخاص ناس الناس رجل رجال امرأة طفل
    أطفال اطفال ولد بنت زوجي زوجتي أمي امي أبي ابي أخي اخي أختي اختي ابني بنتي عمي خالي ابن صديقي
    جاري جارتي الجيران عائلة عائلتي العمال بيت البيت بيتنا باب الباب شباك شارع الشارع سيارة سيارات
    محل مدرسة المدرسة مسجد المسجد جامع شغل الشغل عمل العمل مستشفى محكمة موقف زاوية عمارة شقة باص
    مطار الشرطة شرطة ضابط ضباط عملاء عناصر الهجرة فيدرالي قناع اقنعة ملثمين ملثمون سلاح مسدس شارة
    لوحة زي أمر تفتيش ورقة تلفون هاتف فيديو صورة وجه اثنين ثلاثة أربعة خمسة ستة واحد كثير كل بعض
    غير أكثر اقل جدا فقط نفس قريب خائف خايف تبكي`,
  ur: `
    میں نے کو کا کی کے سے پر تک ساتھ بغیر بعد پہلے اور یا لیکن مگر اگر کیونکہ کہ جو جب جہاں کیا
    کون کہاں کب کیوں کیسے ہم تم آپ وہ یہ مجھے ہمیں اسے انہیں ان اس میرا میری میرے ہمارا ہمارے اپنا
    اپنے یہاں وہاں ہوں ہے ہیں تھا تھی تھے ہو ہوا ہوئی گا گی گے رہا رہی رہے گیا گئی گئے کر کرنا
    کرنی کرتے دیا دی لیا لی سکتا سکتے چاہتا چاہتی چاہیے نہیں نہ ہاں کبھی ہمیشہ بھی ابھی پھر اب آج
    کل پرسوں صبح شام رات دن سلام السلام علیکم براہ کرم مہربانی شکریہ مدد معاف جناب بھائی دیکھا سنا
    کہا بتایا بتانا رپورٹ اطلاع شکایت آئے آیا لے پکڑ پکڑا گرفتار مارا مار پیٹ دھکا توڑا توڑ داخل
    گھس روکا کھینچا چلایا چیخ گولی کچھ کوئی کسی چیز لوگ لوگوں شخص آدمی عورت بچہ بچے بچوں لڑکا لڑکی
    شوہر بیوی ماں امی باپ ابو بہن بیٹا بیٹی چچا ماموں دوست پڑوسی ہمسایہ خاندان مزدور گھر دروازہ
    کھڑکی گلی سڑک گاڑی ٹرک دکان سکول اسکول مسجد کام ہسپتال عدالت پارکنگ عمارت بس ہوائی پولیس افسر
    اہلکار ایجنٹ امیگریشن وفاقی نقاب ماسک پوش بندوق بیج نمبر پلیٹ وردی وارنٹ کاغذ فون ویڈیو تصویر
    چہرہ دو تین چار پانچ ایک بہت سب کئی دوسرا زیادہ کم صرف قریب سامنے اندر باہر ڈر رو`,
  'ur-Latn': `
    main mein mai ne ko ka ki ke se aur ya lekin agar kyunke jo jab kahan kya kaun kab kyun kaise
    hum aap woh wo ye yeh mujhe hamein use unko mera meri mere hamara hamare apna yahan wahan hoon
    hai hain tha thi ho hua hui raha rahi rahe gaya gayi gaye kar kiya karna karni diya liya sakta
    chahta chahiye nahi nahin haan kabhi bhi abhi phir aaj kal subah shaam raat din salam assalam
    alaikum meherbani shukriya madad bhai dekha suna kaha bataya aaye aaya pakad pakar pakra
    giraftar mara maara dhakka tora tod andar bahar log aadmi aurat bacha bache larka larki shohar
    biwi ammi abbu behan beta beti dost parosi padosi ghar darwaza khirki gali sarak gaari dukaan
    masjid kaam hospital polis wale naqab bandooq`,
  'bn-Latn': `
    ami amar amra amader tumi apni apnar se tara tader ke ki kothay kokhon keno kemon ekhane
    okhane ache achhe chilo chhilo hoyeche hoise hobe korche korse koreche korlo dhore dhorse niye
    gese geche gelo marse mereche dekhchi dekhsi dekhechi bolte chai lagbe na nai ha ajke aj kal
    kalke sokale rate ekhon bhai vai apa bari basha ghor dorja rasta gari dokan police lok manush
    mohila bacha chele meye bondhu protibeshi sahajjo dhonnobad`,
  'ru-Latn': `
    ya ty on ona my vy oni menya mne ego ee nas nam vas ih im moy moya moego nash eto etot tam
    zdes gde kogda kto chto kak pochemu byl byla byli est net da ne i v na s u k ot do po za iz
    dlya privet zdravstvuyte dobryy den spasibo pozhaluysta pomogite videl videla slyshal hochu
    soobshit segodnya vchera utrom vecherom nochyu seychas prishli zabrali arestovali izbili
    slomali dver dom ulitsa mashina sosed soseda muzha brata syna policiya politsiya agenty
    immigratsiya maskah`,
  'ar-Latn': `
    ana enta inta enti howa heya ehna ihna homa humma fi fe min ila ala 3ala ma3 maa3 mish mesh
    mush mafi la naam aywa marhaba salam alaikum assalamu shukran law samaht men fadlak fen wen
    wayn leh leesh shu eish eh meen emta elyom elnaharda embareh imbareh bokra delwaty halla hunak
    hena hon shuft sheft sma3t akhadu akhado khado darabo dakhalo kasaro el al il bait beit bab
    share3 sayara shorta jari garna jarna akhi okhti abi ommi zawji ebni`,
}
