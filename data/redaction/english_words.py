"""English words that are no names, and frequent names in Latin letters, which decide where little else does."""

from __future__ import annotations

from typing import Final

WORDS: Final = frozenset(
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
    occurred october odd oetker of off offer offered office officer oh ohio oil ok okay okey okie okk old
    omg on once one online only onto oops open opened opening opposed option options or orange order
    ordered ordering orders original other others otherwise ought our ours out outage outlook outside
    oven over overall overdraft overdue own owner pack package pages paid panasonic panel pantry papa
    paper parcel pardon paris part partner party pass passenger password past patient pay paying payment
    payments paypal pending people pepper per perfect perfectly perhaps period person personal philips
    phone photo pick picked pickles picture piece pin pizza place placed plan plane plastic platinum play
    plc please pleased pls plumber plus point policy polish poor popular positive possible possibly post
    postcode potato power prefer preferred premium prepaid presence present press pretty previous price
    prices printed printer prior private pro probably problem problems process processed product products
    profile promise promised proof proper properly provide provided provider public pulse purchase
    purchased purple put quality question questions quick quickly quiet quite quote ran rang rate rather
    re reach reactivate reactivated read ready real really reason recall receipt receive received
    recently reception receptionist recipient recommend red ref refer reference refund refunded refunding
    refuse regarding regards register registered registration regret regular related remember reminder
    remove renew renewal renewed rent rental rentals rep repair repairs repeat replace replacement reply
    report request requested reservation reservations reserved reset resident resolve resolved respond
    response rest restart restaurant result retired return returned returning returns review rich ride
    right righto ring road robot roll room roommate rooms round router rude run running russian sad
    safari safe said salad sale sales same samsung sandwich sat saturday save saved savings saw say
    saying says schedule scheduled scholl scholl's school scotland scottish screen search seat sec second
    secretary secs section secure security see seem seems seen select sell seller send sending senior
    sent seoul separate september seriously serve server service services set setting settings seven
    seventeen seventeenth seventh seventy several shall she she'd she'll she's ship shipped shipping
    shirt shocked shoe shoes shop shopee shopping short should shouldn't shouldnt show showed showing
    shown shows sick side sign signed silent silver similar simple simply since sincerely single sir
    sister site sitting six sixteen sixteenth sixth sixty size skip sleep slow small smart so sofa
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
    """.split()
)
FREQUENT_NAMES: Final = frozenset(
    """
    aaron abby abdul abdullah abigail ada adaeze adam adams adebayo adele adrian adriana agnes agnieszka
    ahmad ahmed ahn aidan aiden aisha aishwarya ajay akash akiko akira alan albert alberto alejandra
    alejandro aleksandra alessandro alex alexa alexander alexandra alexei alexis alfie alfred ali alice
    alicia alina alison alistair allen allison alma alyssa amal amanda amara amelia amina amir amit amy
    ana anand ananya anastasia anderson andre andrea andreas andrei andrew andy angela angelica angus
    anil anita anjali ann anna anne annie anthony antoine antonio anya aoife apinya arash archie ariana
    ariel arjun arnold arthur arturo arun asha ashley ashok asif astrid audrey aurora ava ayesha ayumi
    bae baek bailey baker barbara barry bartosz beatrice beatriz becky bella ben benjamin bennett
    bernadette bernard beth bethany betty beverly bianca bilal bjorn blessing bob bogdan boris brad
    bradley brandon brenda brendan brian bridget brigitte brown bruce bruno bryan byun byung caitlin
    callum calvin cameron camila camille campbell carla carlos carmen carol carolina caroline carolyn
    carter cassandra catalina catherine cathy cecilia cedric celia celine cesar chad chaiwat chanida
    charlene charles charlie charlotte chelsea cheng cheryl chiara chinedu chloe cho choi chris christa
    christina christine christoph christopher chukwu chung ciara cindy claire clara clarke claudia clive
    colin colleen collins connor conor cooper corey courtney craig cristina cruz curtis cynthia dabin
    daisuke damian damien damon dan dana dani daniel daniela danielle danny daphne darren darryl dave
    david davies davina davis dawid dean debbie deborah declan deepa deepak deirdre delia denis denise
    dennis derek desmond devon diana diane diaz diego dimitri dina dinesh dmitri dmitry dolores dominic
    dominik donald donna doreen doris dorothy doug douglas dowon duncan dustin dwayne dylan eamonn ed
    eddie edgar edith edmund eduardo edward edwards edwin eileen elaine eleanor elena eli elias elijah
    elisa elise elizabeth ella ellen ellie elliot elliott elsa emeka emil emilia emily emma emmanuel emre
    enrique eric erica erik erika erin ernest esteban esther ethan eugene eun eunice eunji eva evan evans
    eve evelyn ewa ewan fabian farah farhan fatima fatma felicity felipe felix femi fernanda fernandez
    fernando fiona fischer florence flores frances francesca francesco francis francisco francois franz
    fraser fred freddie frederick freya friedrich gabriel gabriela gabrielle garcia gareth garry gary
    gavin gemma geoff geoffrey george georgia georgina gerald gerard gianni gill gillian gina giorgio
    giovanni giulia glen glenn gloria gomez gonzales gonzalez gordon graeme graham green greg gregor
    gregory greta grzegorz guillaume gunther gupta gustavo gwen gyuri haeun haley hall hamza hana hank
    hannah hans harold harriet harriett harry haruka haruto harvey hasan hassan haykal hayley hazel
    hector heejin heidi helen helena helga henri henrik henry herbert hernandez hilary hill hina hiroko
    hiroshi hoang hong howard huang hugh hughes hugo hussain hussein hwang hye hyejin hyun hyunwoo iain
    ian ibrahim ida idris ignacio igor ikram ilse imogen imran ines ingrid irene irina isaac isabel
    isabella isabelle isla ismail ivan ivana ivanov iwona jaanvi jacek jack jackie jackson jacob
    jacqueline jacques jade jae jaehyun jaime jake jakub jamal james jamie jan jana jane janet jang
    janice janine jared jasmin jason javier jaxon jaya jayden jean jeff jeffrey jen jenkins jenna
    jennifer jenny jeon jeong jeremiah jeremy jermaine jerome jerry jess jesse jessica jesus jihoon jill
    jim jimin jimmy jin jing jinwoo jisoo jiwon jiyeon jiyoung joan joanna joanne joao joaquin jodie joe
    joel johan johann john johnny johnson jolanta jon jonas jonathan jones jordan jorge jose josef joseph
    josephine joshua joyce juan juanita judith judy jules julia julian juliana julie juliet jun jung
    junho jurgen justin justine kai kamal kamala kamil kang kanokwan kanya karen karim karin karl
    karolina kasia katarina katarzyna kate katerina kath katherine kathleen kathryn kathy katie katrina
    katya kavita kayla kaylee kazuki keira keith kelechi kelly kelvin ken kenji kenneth kenny kerry kev
    kevin khalid khan khanh kiera kieran kim kimberly kiran kirsten kirsty klaus kofi konrad kowalski
    krishna kristen kristin kristina krzysztof kumar kurt kwame kwon kyle kylie kyung lakshmi lara larry
    lars laszlo latoya laura lauren laurence lawrence layla lea leah leanne lee leila lena leo leon
    leonard leonardo leroy lesley leslie leticia levi lewis li liam libby lidia lilian lily lim linda
    lindsay lindsey linh lisa liu liz lloyd logan lois lopez lorenzo lorna lorraine louis louisa louise
    luca lucas lucia lucy luigi luis luka lukas lukasz luke luna lydia lynn mabel maciej madeleine
    madison mads magda magdalena maggie mahmoud maisie malcolm malee malgorzata malik mandy manish manoj
    manuel marc marcel marcelo marcin marco marcos marcus marek margaret margarita margot maria mariam
    mariana marianne marie marija marina mario marisol marjorie marlene marta martha martin martina
    martinez martyn marvin mary maryam masha mateo mateusz mathew matilda matteo matthew matthias maureen
    maurice maximilian maya meera megan mehmet mei melanie melissa melvin mercedes meredith mia michael
    michaela michal michel michele michelle miguel mihai mikael mike mikhail mikolaj mila milan mildred
    milena miller millie mina minh minho minjun minseo minsu miranda miriam miroslav misaki mitchell
    mohamed mohammad mohammed moira molly mona monica monika moon moore morgan morris moses mueller
    muhammad muller murphy murray mustafa myra nadia nadine nakamura nam nancy naomi narong nasir nat
    natalia natalie natasha nathan nathaniel naveen neal ned neha neil nell nelson nguyen nia niamh
    nicholas nick nicky nicola nicolas nicole nigel nikita nikki nikolai nikos nils nina nisha nitin noah
    noel noelle nora noriko norma norman nowak nuno nuttapong o'brien o'connor o'neill octavia ola oleg
    olena olga oliver olivia olivier ollie olsen oluwaseun omar ortiz oscar osman otto owen pablo padraig
    paige pam pamela paolo parisa park patel patricia patrick paul paula paulina pauline pavel pawel
    pedro peggy pensri perez perry pete peter petra petrov phil philip philippa phillip phillips phoebe
    phuong pierre pilar piotr piyush polly pooja poppy prakash pranav prasert preeti priscilla priti
    priya priyanka puja qing quentin quinn rachel radek rafael rafal rahul raj rajesh rakesh ralph ramesh
    ramirez ramon randall randy rania raquel rashid raul ravi raymond rebecca reece reggie reginald rekha
    renata rene reyes reza rhys ricardo richard rick ricky riley rita rivera robert roberta roberto
    roberts robinson robyn rodney rodrigo rodriguez roger rohan rohit roland roman ronald ronan ronnie
    rory rosa rosalind rosario rosemary ross rossi rowan roxanne roy ruben rupert ruslan russell ruth
    ryan ryo ryu sabrina sadia sadie saeed sakura sally salma salman sam samantha sami samir samuel
    sanchez sanjay santiago santos santosh sara sarah sasha saskia sato schmidt schneider schulz scott
    sean sebastian selena selma seo seohyun seojun seoyeon serena sergei sergio seth seung shanice
    shannon sharma sharon shaun shauna shawn sheila shelley sherry shin shirley shiv shona shreya
    sibusiso siddharth sienna sigrid silva silvia simon simone sinead singh siobhan sirikit siti slawomir
    smirnov smith sofia sohee sokolov solveig somchai somsak somying song sonia sonja soo sooyoung sophia
    sophie sora stacey stan stanislaw stefan stefano stella stephan stephanie stephen steve steven
    stewart stuart subin suda sue sunil sunita surasak suresh susan susanna susanne suzanne suzuki sven
    svetlana sylvia tabitha tadeusz takashi takeshi tamara tamsin tan tanaka tania tanya tara tariq tasha
    tatiana taylor tendai terence teresa terrence terry tessa thabo thandi thanh theo theodore theresa
    thi thiago thomas thompson tiago tiffany tim timothy tina toby todd tom tomas tomasz tommy toni tony
    torres tracey tracy tran travis trevor tricia trisha tristan trung tuan turner tyler tyrone ulrich
    uma ursula usha valentina valerie vanessa vera veronica vicky victor victoria vijay vikram viktor
    vincent vinod viola virginia vivek vivian viviana vladimir wade walker wallace walter wanda wang
    warren watanabe watson wayne weber wei wendy wilfred wilhelm william williams willie wilson wioletta
    wojciech wong wood woojin wright xavier xiao xiaoming ximena xin yamamoto yan yana yang yannick
    yasmin yasmine yejin yoko yolanda yong yoo yoon yosef youngho youssef yuki yumi yuna yuri yusuf
    yvette yvonne zach zachary zainab zara zeynep zhang zhao zhou zoe zofia zoltan zuzanna
    """.split()
)
