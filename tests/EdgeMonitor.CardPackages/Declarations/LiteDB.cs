#nullable enable
// The members of LiteDB 5.0 that Storage/LiteDb calls.
using System.Collections;

namespace LiteDB
{
    public enum BsonAutoId
    {
        Int32 = 2,
        Int64 = 3,
        ObjectId = 10,
        Guid = 11,
    }

    public class BsonValue
    {
        public static implicit operator BsonValue(byte[] value) => throw new NotSupportedException();

        public static implicit operator BsonValue(int value) => throw new NotSupportedException();

        public virtual BsonValue this[string name] { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public byte[] AsBinary => throw new NotSupportedException();
    }

    public class BsonDocument : BsonValue, IDictionary<string, BsonValue>
    {
        public override BsonValue this[string key] { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public ICollection<string> Keys => throw new NotSupportedException();

        public ICollection<BsonValue> Values => throw new NotSupportedException();

        public int Count => throw new NotSupportedException();

        public bool IsReadOnly => throw new NotSupportedException();

        public void Add(string key, BsonValue value) => throw new NotSupportedException();

        public void Add(KeyValuePair<string, BsonValue> item) => throw new NotSupportedException();

        public void Clear() => throw new NotSupportedException();

        public bool Contains(KeyValuePair<string, BsonValue> item) => throw new NotSupportedException();

        public bool ContainsKey(string key) => throw new NotSupportedException();

        public void CopyTo(KeyValuePair<string, BsonValue>[] array, int arrayIndex) => throw new NotSupportedException();

        public IEnumerator<KeyValuePair<string, BsonValue>> GetEnumerator() => throw new NotSupportedException();

        public bool Remove(string key) => throw new NotSupportedException();

        public bool Remove(KeyValuePair<string, BsonValue> item) => throw new NotSupportedException();

        public bool TryGetValue(string key, out BsonValue value) => throw new NotSupportedException();

        IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException();
    }

    public sealed class BsonExpression
    {
        public static BsonExpression Create(string expression, params BsonValue[] args) => throw new NotSupportedException();

        public static BsonExpression Create(string expression) => throw new NotSupportedException();
    }

    public class Collation
    {
        public static Collation Binary => throw new NotSupportedException();
    }

    public interface IBsonDataReader : IDisposable
    {
        BsonValue Current { get; }

        bool Read();
    }

    public class Query
    {
        public BsonExpression Select { get; set; } = null!;

        public BsonExpression OrderBy { get; set; } = null!;

        public List<BsonExpression> Where { get; } = null!;
    }
}

namespace LiteDB.Engine
{
    public class EngineSettings
    {
        public Stream DataStream { get; set; } = null!;

        public Stream LogStream { get; set; } = null!;

        public Collation? Collation { get; set; }
    }

    public class LiteEngine : IDisposable
    {
        public LiteEngine(EngineSettings settings) => throw new NotSupportedException();

        public int Checkpoint() => throw new NotSupportedException();

        public int Delete(string collection, IEnumerable<BsonValue> ids) => throw new NotSupportedException();

        public void Dispose() => throw new NotSupportedException();

        public int Insert(string collection, IEnumerable<BsonDocument> docs, BsonAutoId autoId) => throw new NotSupportedException();

        public bool Pragma(string name, BsonValue value) => throw new NotSupportedException();

        public IBsonDataReader Query(string collection, Query query) => throw new NotSupportedException();
    }
}
