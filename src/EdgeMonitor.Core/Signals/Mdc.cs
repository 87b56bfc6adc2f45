namespace EdgeMonitor.Core.Signals;

/// <summary>
/// IEEE 11073-10101 context-free codes (partition × 65536 + term) of what EdgeMonitor measures.
/// Numbers as met in public implementations; to be validated against NIST RTMMS before any claim of conformity.
/// </summary>
public static class Mdc
{
    /// <summary>MDC_ECG_HEART_RATE, from the ECG.</summary>
    public const uint EcgHeartRate = 147842;

    /// <summary>MDC_ECG_V_P_C_CNT, ventricular beats of the last minute, counted in the ECG by the monitor.</summary>
    public const uint EcgVpcCount = 148065;

    /// <summary>MDC_PULS_OXIM_PULS_RATE, from the oximeter.</summary>
    public const uint PulsOximPulsRate = 149530;

    /// <summary>MDC_PLETH_PULS_RATE, counted in the pleth wave by the monitor.</summary>
    public const uint PlethPulsRate = 149538;

    /// <summary>MDC_PULS_RATE, counted in an arterial pressure wave by the monitor.</summary>
    public const uint PulsRate = 149514;

    /// <summary>MDC_PULS_OXIM_SAT_O2.</summary>
    public const uint PulsOximSatO2 = 150456;

    /// <summary>MDC_PULS_OXIM_PLETH, the pleth wave.</summary>
    public const uint PulsOximPleth = 150452;

    /// <summary>MDC_TTHOR_RESP_RATE, by impedance.</summary>
    public const uint TthorRespRate = 151578;

    /// <summary>MDC_RESP_RATE, source not stated: the one to show, of all that the monitor knows.</summary>
    public const uint RespRate = 151562;

    /// <summary>
    /// Respiration rate that the monitor infers from pulses and beats. A private code (11073-10101: terms from 0xF000 on in each partition), of this project alone; the
    /// prefix MDCX says so.
    /// </summary>
    public const uint RespRateDerived = FirstPrivate + 1;

    /// <summary>MDC_IMPED_TTHOR, the impedance wave.</summary>
    public const uint ImpedTthor = 151780;

    /// <summary>MDC_BLD_PERF_INDEX, the pulse's part of the light.</summary>
    public const uint BloodPerfusionIndex = 150488;

    /// <summary>Pulse arrival time from the R wave to the foot of the pleth; private code.</summary>
    public const uint PlethArrivalTime = FirstPrivate + 2;

    /// <summary>Pulse arrival time from the R wave to the foot of an arterial pressure wave; private code.</summary>
    public const uint ArterialArrivalTime = FirstPrivate + 3;

    /// <summary>Saturation that the monitor works out of raw light by a curve that was never checked for the probe; private code, so that nobody takes it for SpO2.</summary>
    public const uint SatO2NotCalibrated = FirstPrivate + 4;

    /// <summary>MDC_TEMP_BODY.</summary>
    public const uint TempBody = 150364;

    /// <summary>MDC_TEMP_SKIN.</summary>
    public const uint TempSkin = 150388;

    /// <summary>MDC_TEMP, site not stated.</summary>
    public const uint Temp = 150344;

    /// <summary>MDC_PRESS_BLD, an invasive pressure whose site nobody has named (term 18944; unverified, as are the three that follow).</summary>
    public const uint PressBld = 150016;

    /// <summary>MDC_PRESS_BLD_SYS.</summary>
    public const uint PressBldSys = 150017;

    /// <summary>MDC_PRESS_BLD_DIA.</summary>
    public const uint PressBldDia = 150018;

    /// <summary>MDC_PRESS_BLD_MEAN.</summary>
    public const uint PressBldMean = 150019;

    /// <summary>MDC_PRESS_BLD_ART, an invasive arterial pressure wave (MDC term 18960; unverified).</summary>
    public const uint PressBldArt = 150032;

    /// <summary>MDC_PRESS_BLD_ART_SYS.</summary>
    public const uint PressBldArtSys = 150033;

    /// <summary>MDC_PRESS_BLD_ART_DIA.</summary>
    public const uint PressBldArtDia = 150034;

    /// <summary>MDC_PRESS_BLD_ART_MEAN.</summary>
    public const uint PressBldArtMean = 150035;

    /// <summary>MDC_PRESS_BLD_NONINV_SYS, by cuff.</summary>
    public const uint PressBldNoninvSys = 150021;

    /// <summary>MDC_PRESS_BLD_NONINV_DIA, by cuff.</summary>
    public const uint PressBldNoninvDia = 150022;

    /// <summary>MDC_PRESS_BLD_NONINV_MEAN, by cuff.</summary>
    public const uint PressBldNoninvMean = 150023;

    /// <summary>MDC_PULS_RATE_NON_INV, counted while a cuff measures.</summary>
    public const uint PulsRateNonInv = 149546;

    /// <summary>MDC_PRESS_CUFF (term 19228; unverified): what is in the cuff at this moment, while it measures or empties.</summary>
    public const uint PressCuff = 150300;

    /// <summary>The error code with which a cuff measurement has ended, as the device gives it; 0 for none. Private code.</summary>
    public const uint PressNoninvError = FirstPrivate + 0x20;

    /// <summary>MDC_PRESS_CUFF_SYS, which some devices use for the same (unverified).</summary>
    public const uint PressCuffSys = 150301;

    /// <summary>MDC_PRESS_CUFF_DIA (unverified).</summary>
    public const uint PressCuffDia = 150302;

    /// <summary>MDC_PRESS_CUFF_MEAN (unverified).</summary>
    public const uint PressCuffMean = 150303;

    /// <summary>MDC_TEMP_TYMP, by the ear.</summary>
    public const uint TempTymp = 150392;

    /// <summary>MDC_AWAY_RESP_RATE, in the airway.</summary>
    public const uint AwayRespRate = 151570;

    /// <summary>MDC_CO2_RESP_RATE, by the breath's carbon dioxide.</summary>
    public const uint Co2RespRate = 151594;

    /// <summary>MDC_AWAY_CO2_ET, carbon dioxide at the end of a breath, as a pressure.</summary>
    public const uint AwayCo2Et = 151728;

    /// <summary>The most urgent alarm of the patient that stands at the device itself: 0 none, 1 low, 2 medium, 3 high; private code.</summary>
    public const uint DeviceAlarmPatient = FirstPrivate + 0x30;

    /// <summary>The most urgent alarm of its equipment that stands at the device itself: 0 none, 1 low, 2 medium, 3 high; private code.</summary>
    public const uint DeviceAlarmTechnical = FirstPrivate + 0x31;

    /// <summary>MDC_ECG_ELEC_POTL, an ECG lead without a known name.</summary>
    public const uint EcgLead = 131328;

    /// <summary>An electric potential of a body, without a word on which; private code.</summary>
    public const uint ElectricPotential = FirstPrivate + 0x10;

    /// <summary>Acceleration along the sensor's three axes, gravity included; private codes.</summary>
    public const uint AccelerationX = FirstPrivate + 0x40, AccelerationY = FirstPrivate + 0x41, AccelerationZ = FirstPrivate + 0x42;

    /// <summary>Movement of the patient or the bed: the standard deviation of the acceleration's amount over a second; private code.</summary>
    public const uint Movement = FirstPrivate + 0x43;

    /// <summary>Suspected falls since the accelerometer's session began, by thresholds that were not checked on people; private code.</summary>
    public const uint FallsSuspected = FirstPrivate + 0x44;

    /// <summary>Temperature of the room or the box, never of a patient; private code.</summary>
    public const uint TempAmbient = FirstPrivate + 0x45;

    /// <summary>Relative humidity of the room; private code.</summary>
    public const uint HumidityAmbient = FirstPrivate + 0x46;

    /// <summary>Pressure of the air in the room; private code.</summary>
    public const uint PressAmbient = FirstPrivate + 0x47;

    /// <summary>Temperature of a sensor's own chip, never of a patient; private code.</summary>
    public const uint TempDevice = FirstPrivate + 0x48;

    /// <summary>First and last code of the ECG lead waveforms (MDC_ECG_ELEC_POTL and its leads, terms 256 to 320).</summary>
    private const uint FirstEcgLead = 131328, LastEcgLead = 131392;

    /// <summary>First private code of the partition of metrics (partition 2, term 0xF000).</summary>
    private const uint FirstPrivate = 0x2_F000;

    private static readonly Dictionary<string, uint> LeadCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["I"] = 131329,
        ["II"] = 131330,
        ["MLII"] = 131330,
        ["III"] = 131389,
        ["aVR"] = 131390,
        ["aVL"] = 131391,
        ["aVF"] = 131392,
        ["V1"] = 131331,
        ["V2"] = 131332,
        ["V3"] = 131333,
        ["V4"] = 131334,
        ["V5"] = 131335,
        ["V6"] = 131336,
        ["V"] = EcgLead,
        ["MCL"] = EcgLead,
        ["MCL1"] = EcgLead,
        ["ECG"] = EcgLead,
    };

    private static readonly Dictionary<uint, string> Names = new()
    {
        [EcgHeartRate] = "MDC_ECG_HEART_RATE",
        [EcgVpcCount] = "MDC_ECG_V_P_C_CNT",
        [PulsOximPulsRate] = "MDC_PULS_OXIM_PULS_RATE",
        [PlethPulsRate] = "MDC_PLETH_PULS_RATE",
        [PulsRate] = "MDC_PULS_RATE",
        [PulsOximSatO2] = "MDC_PULS_OXIM_SAT_O2",
        [PulsOximPleth] = "MDC_PULS_OXIM_PLETH",
        [TthorRespRate] = "MDC_TTHOR_RESP_RATE",
        [RespRate] = "MDC_RESP_RATE",
        [RespRateDerived] = "MDCX_RESP_RATE_DERIVED",
        [ImpedTthor] = "MDC_IMPED_TTHOR",
        [BloodPerfusionIndex] = "MDC_BLD_PERF_INDEX",
        [PlethArrivalTime] = "MDCX_PULS_ARRIVAL_TIME_PLETH",
        [ArterialArrivalTime] = "MDCX_PULS_ARRIVAL_TIME_ART",
        [SatO2NotCalibrated] = "MDCX_PULS_OXIM_SAT_O2_NOT_CALIBRATED",
        [TempBody] = "MDC_TEMP_BODY",
        [TempSkin] = "MDC_TEMP_SKIN",
        [Temp] = "MDC_TEMP",
        [PressBld] = "MDC_PRESS_BLD",
        [PressBldSys] = "MDC_PRESS_BLD_SYS",
        [PressBldDia] = "MDC_PRESS_BLD_DIA",
        [PressBldMean] = "MDC_PRESS_BLD_MEAN",
        [AwayCo2Et] = "MDC_AWAY_CO2_ET",
        [PressBldArt] = "MDC_PRESS_BLD_ART",
        [PressBldArtSys] = "MDC_PRESS_BLD_ART_SYS",
        [PressBldArtDia] = "MDC_PRESS_BLD_ART_DIA",
        [PressBldArtMean] = "MDC_PRESS_BLD_ART_MEAN",
        [PressBldNoninvSys] = "MDC_PRESS_BLD_NONINV_SYS",
        [PressBldNoninvDia] = "MDC_PRESS_BLD_NONINV_DIA",
        [PressBldNoninvMean] = "MDC_PRESS_BLD_NONINV_MEAN",
        [PulsRateNonInv] = "MDC_PULS_RATE_NON_INV",
        [PressCuff] = "MDC_PRESS_CUFF",
        [PressNoninvError] = "MDCX_PRESS_BLD_NONINV_ERROR",
        [PressCuffSys] = "MDC_PRESS_CUFF_SYS",
        [PressCuffDia] = "MDC_PRESS_CUFF_DIA",
        [PressCuffMean] = "MDC_PRESS_CUFF_MEAN",
        [TempTymp] = "MDC_TEMP_TYMP",
        [AwayRespRate] = "MDC_AWAY_RESP_RATE",
        [Co2RespRate] = "MDC_CO2_RESP_RATE",
        [DeviceAlarmPatient] = "MDCX_DEVICE_ALARM_PATIENT",
        [DeviceAlarmTechnical] = "MDCX_DEVICE_ALARM_TECHNICAL",
        [EcgLead] = "MDC_ECG_ELEC_POTL",
        [ElectricPotential] = "MDCX_ELEC_POTL",
        [AccelerationX] = "MDCX_ACCELERATION_X",
        [AccelerationY] = "MDCX_ACCELERATION_Y",
        [AccelerationZ] = "MDCX_ACCELERATION_Z",
        [Movement] = "MDCX_MOVEMENT",
        [FallsSuspected] = "MDCX_FALLS_SUSPECTED",
        [TempAmbient] = "MDCX_TEMP_AMBIENT",
        [HumidityAmbient] = "MDCX_HUMIDITY_AMBIENT",
        [PressAmbient] = "MDCX_PRESS_AMBIENT",
        [TempDevice] = "MDCX_TEMP_DEVICE",
        [131329] = "MDC_ECG_ELEC_POTL_I",
        [131330] = "MDC_ECG_ELEC_POTL_II",
        [131389] = "MDC_ECG_ELEC_POTL_III",
        [131390] = "MDC_ECG_ELEC_POTL_AVR",
        [131391] = "MDC_ECG_ELEC_POTL_AVL",
        [131392] = "MDC_ECG_ELEC_POTL_AVF",
        [131331] = "MDC_ECG_ELEC_POTL_V1",
        [131332] = "MDC_ECG_ELEC_POTL_V2",
        [131333] = "MDC_ECG_ELEC_POTL_V3",
        [131334] = "MDC_ECG_ELEC_POTL_V4",
        [131335] = "MDC_ECG_ELEC_POTL_V5",
        [131336] = "MDC_ECG_ELEC_POTL_V6",
    };

    /// <summary>The reference identifier, e.g. <c>MDC_ECG_HEART_RATE</c>; the number itself where it is not in the table.</summary>
    public static string NameOf(uint mdc) => Names.TryGetValue(mdc, out var name) ? name : mdc.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The waveform code of an ECG lead's usual name (<c>MLII</c> counts as II), or null where the name is no lead.</summary>
    public static uint? EcgLeadOf(string label) => LeadCodes.TryGetValue(label, out var code) ? code : null;

    /// <summary>True for the waveform of an ECG lead.</summary>
    public static bool IsEcgLead(uint mdc) => mdc is >= FirstEcgLead and <= LastEcgLead;
}
