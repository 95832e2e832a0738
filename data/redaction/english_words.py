"""English words that are no names, and frequent names in Latin letters, which decide where little else does."""

from __future__ import annotations

from typing import Final

from data.redaction.words import words_of

WORDS: Final = words_of(
    """
    a about above absolutely absurd accept accepted access according account accounts across act activate
    active actual actually ad add added adding address addressed addresses adidas adjust admin african
    after afternoon afterwards again against age aged agent agents ago agree agreed ah aha ahead airlines
    airways all allergic allow allowed almost alone along alpha alphabet already alright alrighty also
    although always am amazing amazon america american amex among amount an and android angry annoyed
    annoying another answer any anybody anymore anyone anything anyway apostrophe app appalled apparently
    appear apple application apply appointment appreciate apps april arabic are area aren't arent around
    arrive arrived as asap asia asian aside ask asked asking assistant at attached august aunt australia
    australian automatically autopay available avenue awaiting aware away awesome awful baby back bad bag
    bakery balance bangkok bank banking basically basket battery bc be beach bean because bed been beer
    before began begin behalf behind being believe belongs below berlin besides best better between
    beyond big bike bill billed billing bit black blame blank block blocked blue bluetooth board boiler
    book booked booking boots born bosch boss boston bot both bother bottom bought box boyfriend brand
    bravo bread break breakfast bring british broadband broke broken brother brought browser btw buddhist
    budget building bundle burger bus busan business busy but button buy by bye cable calendar california
    call called caller calling calls came camera can can't canada canadian cancel canceled cancellation
    cancelled cannot canon cant capital car card cardholder care carefully carer carrier case cash catch
    catholic cause cc cell center centre certain certainly chair chance change changed changes charge
    charged charger charges chat cheap check checked checking checkout cheers chicago child children
    china chinese choice choose christian chrome city claim class clean clear cleared clearly click
    clicked client clinic close closed clothes code coffee cold colleague collect color colour come comes
    coming company compensation complain complaint complete completed completely computer concerned
    concerning condition confirm confirmed confused connect connected connection consider contact
    contacted contacting continue contract contractor cool copy correct correctly cost could couldn't
    couldnt council country couple coupon courier course cousin cover covered coz crash crazy credit
    cross curious currently customer customers cut cuz dad daily damage damaged dash data date daughter
    day days deactivated dead deal dear debit debt december decide declined default defective definitely
    delay delayed delete deleted deliver delivered delivery dell deluxe dental department depends deposit
    deposited description desk desperate detail details device dhl did didn't didnt different difficult
    digit digits dinner dior direct directly disappointed discount discuss disgusted dishwasher dispatch
    display do dob doctor document does doesn't doesnt doing dollars don't done dont door doorbell dot
    double doubt down downgrade download downstairs dr dress driver drop dryer dublin due dunno during
    dutch dyson e.g each earbuds earlier early easier easy edinburgh edit education eh eight eighteen
    eighteenth eighth eighty either electrician electronics eleven eleventh else email emailed emails
    embarrassed employee empty end ended engineer england english enjoy enough enter entered entire er
    erm error escalate especially etc europe european even evening event ever every everybody everyone
    everything evri exact exactly example excellent exchange excited excuse exhausted exp expect expected
    expecting expensive expired expires explain extension extra extremely face facebook fact failed fair
    fairly fake family fan far fast father faulty favor favour february fed fedex fee feel fees felt
    female ferries few field fifteen fifteenth fifth fifty figure file fill filled final finally find
    fine finish finished firefox first five fix fixed flakes flat flatmate flight floor florida fluffy
    follow following food foods for forever forget forgot form former forms forty forward forwarded found
    four fourteen fourteenth fourth france fraud free freezer french frequent friday fridge friend from
    front frustrated frustrating full fully fun furious further future fyi galaxy game garden gas gave gb
    general generally genuinely german germany get gets getting gift gigabyte girlfriend give given
    giving glad gladly glasgow gmail go god goes going gold gone gonna good goodbye google got gotcha
    gotta gotten grab grand grandfather grandma grandmother grandpa grange grateful great greek ground
    group guardian guess guest guy guys had hadn't hadnt haha half hand hang happen happened happening
    happens happy hard hardly hardware has hasn't hasnt hate have haven't havent having he he'd he'll
    he's head headphones health hear heard heck hehe held hello help helped helpful helping helps hence
    her here here's heres hermes hers hey heyy heyyy hi high him himself hindu his hit hiya hm hmm hold
    holder holding holiday home honest honestly hope hopefully hoping horrible hospital hot hotel hotels
    hour hours house housemate how how's however hows hp huawei huge hundred hungry hurry husband hyphen
    i i'd i'll i'm i've i.e id idea idk if ignore ikea ill im immediately imo important impossible in inc
    including incorrect indeed india indian info information initial initially initials inquiring inquiry
    inside instagram instead insurance intend interested internet into invalid invoice ios iphone ireland
    irish is isn't isnt issue issues it it'd it'll it's italian italy item items its itself ive jacket
    january japan japanese jeans jewish job juice jul june just kakao keep kept kettle key keyboard kids
    kind kindly kipling kitchen knew know known knows korea korean label lady lamp landlord lane laptop
    large last late later latest laundry lazada least leave leaving leeds left legal leisure lenovo less
    let let's lets letter letters level lg life light like likely limited line link list listed listen
    listening literally little live living ll llc lmao loan lobby local located location locations lock
    locked log logged login logistics lol london long longer look looked looking looks lose lost lot lots
    loud love loved loving low lowercase loyal ltd luck luggage lunch ma'am machine mad madam made maiden
    mail main make makes making male mama man manage managed manager manchester many march marketing
    married martens mastercard matter max may maybe mb me mean means medical meeting member membership
    men mention mentioned menu merchant mess message method meyer's mhm microsoft microwave middle might
    milk million min mind mine minute minutes miserable misleading missed missing misspelled misspelt
    mistake mistaken mix mm mmhm mobile model modem mom moment monday money monitor month months more
    morning mortgage most mostly mother motors mouse move moved moving mr mrs ms much mum muscle music
    muslim must my myself nah name named names naver near nearly necessary need needed needs neighbor
    neighbour neither nephew netflix network never nevertheless new news next nice nickname niece night
    nike nikon nine nineteen nineteenth ninety ninth no nobody none noon nope nor normal normally not
    note noted nothing notice november now nowhere number numbers nurse nvm o'clock obvious obviously
    occurred october odd oetker of off offer offered office officer oh oh-no ohio oil ok okay okey okie
    okk old omg on once one online only onto oops open opened opening opposed option options or orange
    order ordered ordering orders original other others otherwise ought our ours out outage outlook
    outside oven over overall overdraft overdue own owner pack package pages paid panasonic panel pantry
    papa paper parcel pardon paris part partner party pass passenger password past patient pay paying
    payment payments paypal pending people pepper per perfect perfectly perhaps period person personal
    philips phone photo pick picked pickles picture piece pin pizza place placed plan plane plastic
    platinum play plc please pleased pls plumber plus point policy polish poor popular positive possible
    possibly post postcode potato power prefer preferred premium prepaid presence present press pretty
    previous price prices printed printer prior private pro probably problem problems process processed
    product products profile promise promised proof proper properly provide provided provider public
    pulse purchase purchased purple put quality question questions quick quickly quiet quite quote ran
    rang rate rather re reach reactivate reactivated read ready real really reason recall receipt receive
    received recently reception receptionist recipient recommend red ref refer reference refund refunded
    refunding refuse regarding regards register registered registration regret regular related remember
    reminder remove renew renewal renewed rent rental rentals rep repair repairs repeat replace
    replacement reply report request requested reservation reservations reserved reset resident resolve
    resolved respond response rest restart restaurant result retired return returned returning returns
    review rich ride right righto ring road robot roll room roommate rooms round router rude run running
    russian sad safari safe said salad sale sales same samsung sandwich sat saturday save saved savings
    saw say saying says schedule scheduled scholl scholl's school scotland scottish screen search seat
    sec second secretary secs section secure security see seem seems seen select sell seller send sending
    senior sent seoul separate september seriously serve server service services set setting settings
    seven seventeen seventeenth seventh seventy several shall she she'd she'll she's ship shipped
    shipping shirt shocked shoe shoes shop shopee shopping short should shouldn't shouldnt show showed
    showing shown shows sick side sign signed silent silver similar simple simply since sincerely single
    sir sister site sitting six sixteen sixteenth sixth sixty size skip sleep slow small smart so sofa
    software sold some somebody somehow someone something sometimes somewhere son sony soon sorry sort
    sorted sound sounds space spaces spain spanish speak speaker speakers speaking special specific spell
    spelled spelling spelt spend spent spoke spoken staff stand standard start started starting state
    stated statement station status stay step still stock stolen stop stopped storage store story
    straight strange street stressed strong stuck student stuff stupid subscribed subscription such sucks
    suddenly sugar suggest suite suites sunday super supervisor supplier support supposed sure sures
    surname surprised suspend suspended swear sweet switch switched sydney system ta table tablet take
    taken takes taking talk talked talking tall tbh tea teacher team tech technical technician telecom
    telegram telephone tell ten tenant term terms terrible test texas text th thai thailand than thank
    thanks thankyou that that'd that'll that's thats the their theirs them themselves then there there's
    therefore theres these they they'd they'll they're they've theyre thing things think third thirteen
    thirteenth thirtieth thirty this those though thought thousand three thrilled through throughout
    thursday thus thx ticket till time times tired title tnt to toaster today together tokyo told
    tomorrow ton tonight too took top total totally touch toward towards track tracking train transaction
    transfer transferred transferring travel travelling treat tried trip triple trouble trousers true
    truly trust truth try trying tuesday turkish turn turned tv twelfth twelve twentieth twenty twice two
    ty type typo u uber ugh uh um unable unacceptable uncle under underneath understand understood
    unfortunately unhappy unit universe unknown unless unlike unsubscribed until up update updated
    upgrade upgraded upon uppercase ups upset upstairs ur urgent us usd use used user username usps usual
    usually utilities vacation vacuum valid value van vegan vegetarian vehicle verify version very vets
    via video view virtual visa visit voice voucher wait waited waiting wales walk wall wanna want wanted
    wanting wants warehouse warranty was washer wasn't wasnt watch water way we we'd we'll we're we've
    web website wednesday week weekend weeks weird welcome well welsh went were weren't werent weve what
    what's whatever whats whatsapp when whenever where where's wheres wherever whether which while white
    who who's whoever whole whom whos whose why wide wife wifi will window windows wine wish with
    withdraw withdrawal within without woke woman women won't wonder wonderful wondering wont word words
    work worked working works world worried worry worse worst worth would wouldn't wouldnt wow write
    writing written wrong wrote x xiaomi ya yay yea yeah year years yellow yep yes yess yesterday yet yo
    york you you'd you'll you're you've young your youre yours yourself youve yup zero zip zone
    """
)
FREQUENT_NAMES: Final = words_of(
    """
    aarav aaron abbas abby abdul abdullah abena abigail achieng ada adaeze adam adams adebayo adele aditi
    aditya adrian adriana adriano agata agatha agnes agnieszka agostino agustin ahmad ahmed ahmet ahn
    aidan aiden aisha aishwarya ajay akash akiko akira akua alan alasdair albert alberto aldo alejandra
    alejandro aleksander aleksandra alessandra alessandro alex alexa alexander alexandra alexei alexis
    alfie alfonso alfred ali alice alicia alina alison alistair allen allison alma alyssa amal amanda
    amara amelia amina amir amira amit amparo amy ana anand ananya anastasia anders anderson andre andrea
    andreas andrei andrew andrzej andy angela angelica angelina angharad angus anika anil anita anjali
    ann anna anne anneliese annie annika anselm anthony antoine anton antonella antonio anya aoife apinya
    apirak araceli arash archie areum ariana ariel arjun arkadiusz arnav arnold arthit arthur artur
    arturo arun arvid asbjorn asha ashley ashok ashwin asif astrid audrey aurelie aurora ava ayesha ayse
    ayumi bae baek bailey baker bao baptiste barbara barry bartosz bashir beata beatrice beatriz becky
    bella beltran ben benedict benjamin bennett benoit bernadette bernard beryl beth bethan bethany
    bettina betty beverly bhavesh bianca bilal binh birgit bjarne bjorn blanca blessing bob bogdan
    bogumil bohdan bola bongani bora boram boris brad bradley brandon brenda brendan brian bridget
    brigitta brigitte bronwyn brown bruce bruno bryan burak byun byung byungho caitlin callum calvin
    cameron camila camille campbell carla carlos carlotta carmen carol carolina caroline carolyn carter
    carys cassandra catalina catherine cathy catriona cecil cecilia cedric celeste celia celine cem cesar
    chad chaewon chaiwat chaiya chalerm chanakan chanho chanida chantal charlene charles charlie
    charlotte chatchai chau chelsea cheng cheryl chetan chiara chidera chidi chihiro chinedu chloe cho
    choi chris christa christina christine christoph christopher chukwu chung chutima ciara cillian cindy
    claire clara clarke claudia claudio clemence clifford clive clyde colin colleen collins connor conor
    constance consuelo cooper corentin corey cosimo courtney craig cristian cristina cristobal cruz cuong
    curtis cynthia cyril czeslaw dabin daeun dafydd dagny dahyun daichi daisuke dalia damian damien damon
    dan dana danai dani daniel daniela daniele danielle danny danuta daphne darren darryl dave david
    davide davies davina davis dawid dean debbie deborah declan deepa deepak deirdre delia delphine denis
    denise deniz dennis derek desmond devika devon dhruv diana diane diaz didier diego dimitri dina
    dinesh divya dmitri dmitry dohyun dolores domenico dominic dominik donald donghyun donna doreen doris
    dorota dorothy doug douglas dowon duane duc duncan dustin duy dwayne dylan eamonn ed eddie edgar
    edith edmund edna eduardo edward edwards edwin efua eileen einar eirik elaine eleanor elena eli elias
    elif elijah elin elisa elisabetta elise elizabeth ella ellen ellie elliot elliott eloise elsa elvira
    emeka emi emil emilia emiliano emily emine emma emmanuel emmanuelle emre emyr enid enrico enrique
    eoin eric erica erik erika erin erling ernest ernie espen esperanza esteban esther ethan etienne
    ettore euan eugene eun eunbi eunhye eunice eunji eunkyung eunyoung eva evan evans eve evelyn ewa ewan
    ewelina ezequiel fabian fabio fabrice facundo faisal farah farai farhan farhana farid fatih fatima
    fatma federica federico felicity felipe felix femi fergal fergus fernanda fernandez fernando ffion
    filippo fiona fischer fitzgerald flavia florence flores folake frances francesca francesco francis
    francisco francois franz fraser fred freddie frederick fredrik freya frida friedrich fumiko funmi
    gabriel gabriela gabrielle gaelle gahee garcia gareth garry gary gaurav gavin gemma genevieve geoff
    geoffrey geonwoo george georgia georgina gerald geraldine gerard giacomo giang gianluca gianni gill
    gilles gillian gina giorgio giovanni giulia gladys glen glenn gloria gomez gonzales gonzalez gonzalo
    gordon graciela graeme graham grainne green greg gregor gregory greta grzegorz guadalupe gudrun
    guillaume guillermo gunnar gunther gupta gustavo gwen gwyneth gyeongsu gyuri hadi haejin haeun hakan
    hakon haley halina hall halvor hamish hamza hana hanako hanan hank hanna hannah hannelore hans harish
    harold harriet harriett harry haruka haruto harvey hasan hassan hayato haykal hayley hayoon hazel
    hector hedda heejin heesoo heidi helen helena helene helga henning henri henrik henry henryk herbert
    hernan hernandez hideki hieu hilary hilda hill hina hinata hiroko hiroshi hitomi hoa hoang hong
    howard huang huda hugh hughes hugo hung huong hussain hussein huyen hwang hye hyejin hyejung hyeonwoo
    hyerin hyun hyunji hyunjin hyunwoo iain ian ibrahim ida idris iestyn ifeoma ignacio igor ihor ikram
    ilaria ilse imelda imogen imran ines ingeborg ingrid ingvar inho inigo ioana irene ireneusz irina
    irma iryna isaac isabeau isabel isabella isabelle isha isidro isla ismail isobel ivan ivana ivanov
    iwona izabela jaanvi jabari jacek jack jackie jackson jacob jacqueline jacques jade jae jaehyun
    jaemin jaewon jaime jake jakub jamal james jamie jamila jan jana jane janet jang janice janine janusz
    jared jaroslaw jasmin jason javier jawad jaxon jaya jayden jazmin jean jeanne jeff jeffrey jen
    jenkins jenna jennifer jenny jens jeon jeong jeongmin jeremiah jeremy jermaine jerome jerry jerzy
    jess jesse jessica jian jieun jihoon jihun jihye jill jim jimin jimmy jin jina jing jinhee jinho
    jintana jinwoo jiro jisoo jiwon jiwoo jiyeon jiyoung joan joanna joanne joao joaquin joaquina jodie
    joe joel johan johann johanne john johnny johnson jolanta jon jonas jonathan jones joohyun jordan
    jorg jorge jorgen jose josef josefina joseph josephine joshua joyce juan juanita judith judy juhyun
    jules julia julian juliana julie juliet julieta jun jung jungmin junho junko junseo jurgen justin
    justine juwon jyoti jytte kabir kai kaito kamal kamala kamau kamil kamila kamon kanchana kang
    kanokwan kanya kaori karen karim karin karl karolina karsten karthik kasia katarina katarzyna kate
    katerina kateryna kath katherine kathleen kathryn kathy katie katja katrina katya kavita kayla kaylee
    kazuki keiko keira keith kelechi kelly kelvin kemal ken kenji kenneth kenny kenta kerry kev kevin
    khadija khalid khan khanh khoa kien kiera kieran kim kimberly kiran kirsten kirsty kittipong kjell
    klaus kofi koji kojo konrad kowalski krishna kristen kristin kristina kristoffer kritsada krystyna
    krzysztof kumar kumiko kurt kwabena kwaku kwame kwon kyle kylie kyung kyungho kyungsoo laetitia
    lakshmi lalita lan lara larry lars lasse laszlo latoya laura laure lauren laurence lawrence layla lea
    leah leandro leanne lee leif leila lena leo leon leonard leonardo lerato leroy lesley leslie leszek
    leticia levi lewis leyla li liam libby lidia lilian lily lim lina linda lindsay lindsey linh lisa liu
    liz lloyd logan lois lopez lorenza lorenzo lorna lorraine louis louisa louise lourdes lowri lubomir
    luca lucas lucia luciana luciano lucie lucy ludmila ludovic ludovica luigi luis luka lukas lukasz
    luke luna lydia lynn mabel macarena maciej maciek madeleine madhu madison mads maelle magda magdalena
    maggie magnus mahdi mahesh mahmoud mai maisie maki malcolm malee malgorzata malik malin mandla mandy
    manee manish manju manoj manuel manuela marc marcel marcela marcelo marcin marco marcos marcus marek
    margaret margarita margot marguerite maria mariam mariana marianne marie marija mariko marina mario
    marisa marisol marit mariusz marjorie marlene marta martha martin martina martinez martyn marvin mary
    maryam marzena masashi masha mateo mateusz mathew mathieu mathilde matias matilda matteo matthew
    matthias maude maureen maurice maurizio maximilian maximo maya mayumi meera megan megumi mehmet mei
    melanie melissa melvin mercedes meredith merve mette mia michael michaela michal michel michele
    michelle michiko miguel mihai mijin mikael mike mikhail mikkel mikolaj mila milan mildred milena
    miller millie mina minah minato mingyu minh minho minji minjun minjung minseo minsu miranda mireia
    miriam miroslav miroslava misaki mitchell miyoung miyuki mohamed mohammad mohammed mohan moira molly
    mona monica monika moon moore morag morgan morris morten moses mueller muhammad mukesh muller murat
    muriel murphy murray mustafa mykola myra nabil nada nadege nadia nadine nakamura naledi nam nanami
    nancy nandini naoki naomi napat naree narong nasir nasser nat natalia natalie natasha natasza
    nathalie nathan nathaniel natsuki natthapong naveen nayeli nayeon neal ned neelam neha neil nell
    nelson nerys nestor nga ngoc ngozi nguyen nhung nia niall niamh nicholas nick nicky nicola nicolas
    nicole nigel nikhil nikita nikki nikolai nikos nils nina niran nisha nitin njal njeri nkechi noah
    noel noelia noelle noemie nomsa noor nopparat nora noriko norma norman nowak nuno nuttapong o'brien
    o'connor o'neill obinna octavia oddvar odile oisin oksana olav oleg oleksandr olena olga olha oliver
    olivia olivier ollie olsen oluwaseun omar orawan ortiz oscar oskar osman otieno otto owen oystein
    ozgur pablo padma padraig paige paloma pam pamela panida paola paolo parichat parisa park parvati
    pascal patcharin patel patricia patricio patrick paul paula paulina pauline pavel pawel pedro peggy
    pensri perez perry pete peter petra petrov phichai phil philip philippa philippe phillip phillips
    phoebe phuc phuong phyllis pichaya pierre pilar pimchanok piotr piyush ploy polly pooja poonam poppy
    pornthip pradeep prakash pranav prapas prasert pratik preecha preeti priscilla priti priya priyanka
    puja qing quang quentin quinn quyen rachel radek radha radoslaw rafael rafal raffaele ragnar rahul
    raj rajesh rajiv rakesh ralph ramesh rami ramirez ramiro ramon ramya rana randall randy rania raquel
    rashid rashmi rasmus rattana raul ravi raymond rebecca reece reem reena reggie reginald rekha remi
    renata renate renaud rene reyes reza rhiannon rhys ricarda ricardo richard rick ricky rika riku riley
    rita ritu rivera robert roberta roberto roberts robinson robyn rocio rodney rodolfo rodrigo rodriguez
    roger rohan rohini rohit roisin roksana roland rolf roman ronald ronan ronnie rory rosa rosalie
    rosalind rosanna rosario rosemary ross rossi rowan roxanne roy ruben rudo rupert ruslan russell ruth
    ryan ryo ryota ryszard ryu sabine sabrina sadia sadie saeed sahar saki sakura sally salma salman
    salvatore sam samantha samar sami samir samira samuel sanchez sandeep sandrine sangwoo sanjana sanjay
    sanna santiago santos santosh saowanee sara sarah sasha saskia sato satoshi schmidt schneider schulz
    scott sean sebastian seema segun selena selin selma seo seohyun seojin seojun seokjin seonghyun
    seoyeon serena sergei sergio serkan seth seung seungho seungmin sevgi shalini shanice shannon shanti
    sharma sharon shaun shauna shawn sheila shelley sherry shilpa shin shinji shiori shirley shiv shona
    shota shreya sian sibusiso siddharth sienna signe sigrid sihyun silva silvana silvia simon simone
    sindre sinead singh siobhan sipho sirikit sirin siriporn siti siwoo slawek slawomir smirnov smith
    sneha soeun sofia sohee sokolov soledad solene solveig sombat somboon somchai somin somkiat somporn
    somsak somying sonali song sonia sonja soo sooyoung sophia sophie sora sorcha soren sota soyeon
    srinivas stacey stan stanislaw stanislawa stefan stefania stefano stella stephan stephane stephanie
    stephen steve steven stewart stuart subin suchada suda sue suhyun sujin suman sumin sunan sungmin
    sunil sunita sunniva supaporn surasak suresh surya susan susana susanna susanne suthep suzanne suzuki
    svein sven svetlana sylvia sylvie sylwia tabitha tadeusz taehyun taeyang takashi takeshi takumi
    tamara tamsin tan tanaka tanawat tania tanvi tanya tapiwa tara taras tarek tariq taro tasha tatiana
    tatsuya taylor tendai terence teresa terje terrence terry tessa thabo thana thanakorn thandeka thandi
    thanh thao thelma theo theodora theodore theresa thi thiago thida thierry thomas thompson thorbjorn
    thuy tiago tien tiffany tim timothy tina tiziana toby todd tolga tom tomas tomasz tommy tomoko toni
    tony torres tove tracey tracy tran trang travis trevor tricia trinh trisha tristan trond trung tuan
    tunde turner tuyet tyler tyrone uche uday ulla ulrich ulrike uma umberto ursula urszula usha ute uyen
    uzoma valentin valentina valeria valerie vandana vanessa vasant vasyl veena vera veronica veronique
    vicente vicky victor victoria vidya viggo vijay vikram viktor viktoriia vinay vincent vincenzo vinh
    vinod viola virginia virginie vivek vivian viviana vladimir volkan volker volodymyr wade wael
    waldemar walid walker wallace walter waltraud wanda wang wanida wanjiru warren warunee watanabe
    watson wayne weber wei wendy wichai wieslaw wilfred wilhelm william williams willie wilson winifred
    winston wioletta wipa wojciech wolfgang wong wonho wood woojin woojung worapong wright xavier xiao
    xiaoming ximena xin xiomara xuan yamamoto yan yana yang yann yannick yara yaroslav yash yasmin
    yasmine yasser yaw yeeun yejin yemi yen yena yerin yesenia yewon yilmaz yoko yolanda yong yoo yoon
    yosef yoshiko youngho youssef yui yujin yuki yulia yuliia yumi yuna yunho yunseo yuri yusuf yusuke
    yves yvette yvonne zach zachary zahra zainab zanele zara zbigniew zdzislaw zehra zeynep zhang zhao
    zhou ziad zoe zofia zoltan zubair zuzanna
    """
)
